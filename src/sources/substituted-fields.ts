/** Fields of an Ingress whose text is filled in later, compared before and after. */
import type { Ingress } from "../model/ingress.ts";
import type { Json } from "../model/kube.ts";
import type { StandIns } from "../model/placeholder-text.ts";

export interface FieldText {
  readonly keyPath: readonly (string | number)[];
  /** With stand-ins. */
  readonly text: string;
}

/** Hosts and secret names that say something in the file and nothing in the cluster: without its host a rule would take every host. */
export function emptiedTexts(texts: Ingress, values: Ingress): readonly FieldText[] {
  const found: FieldText[] = [];
  const look = (
    keyPath: readonly (string | number)[],
    text: string | undefined,
    value: string | undefined,
  ) => {
    if (text !== undefined && (value === undefined || value === "")) found.push({ keyPath, text });
  };
  texts.spec.rules.forEach(({ host }, index) => {
    look(["spec", "rules", index, "host"], host, values.spec.rules[index]?.host);
  });
  texts.spec.tls.forEach(({ hosts, secretName }, index) => {
    const after = values.spec.tls[index];
    look(["spec", "tls", index, "secretName"], secretName, after?.secretName);
    // a list keeps its order, and an empty entry is left out of it
    const [last] = hosts.slice(-1);
    if (hosts.length !== (after?.hosts.length ?? 0)) look(["spec", "tls", index, "hosts"], last, undefined);
  });
  return found;
}

/** Paths that are not known: where they end and what they hold decides what a route looks like. */
export function unknownPaths(values: Ingress, standIns: StandIns): readonly FieldText[] {
  return values.spec.rules.flatMap(({ paths }, rule) =>
    paths.flatMap(({ path }, index): readonly FieldText[] =>
      standIns.show(path) === path
        ? []
        : [{ keyPath: ["spec", "rules", rule, "http", "paths", index, "path"], text: path }],
    ),
  );
}

/** The value at a field printed like "spec.rules[0].host". */
export function valueAt(object: Json, field: string): Json | undefined {
  let value: Json | undefined = object;
  for (const key of field.split(/[.[\]]+/).filter((part) => part !== "")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return value;
}

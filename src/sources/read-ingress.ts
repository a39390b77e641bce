/**
 * One rendered Ingress as its files say it and, where Flux fills in variables, as the cluster gets it. The first goes into the inventory
 * and into routes; the second decides about its class and shows values that no cluster would take.
 */
import { type Diagnostic, diagnose, severityOf } from "../diagnostics/diagnostic.ts";
import { withTexts } from "../diagnostics/with-texts.ts";
import { toIngressKey } from "../model/brands.ts";
import type { Ingress, IngressBackend, ServicePortRef } from "../model/ingress.ts";
import type { Json, Written } from "../model/kube.ts";
import { standInObject } from "../model/placeholder-objects.ts";
import { createStandIns, type StandIns } from "../model/placeholder-text.ts";
import { printField, toIngress } from "./objects/ingress.ts";
import { type FoundPlaceholder, placeholdersOf, whyHeld } from "./objects/placeholders.ts";
import type { Rendered } from "./rendered.ts";
import { emptiedTexts, unknownPaths, valueAt } from "./substituted-fields.ts";

export interface IngressAsRead {
  /** Texts as written. */
  readonly ingress: Ingress;
  /** What the cluster gets as far as the repository tells; the rest are stand-ins. */
  readonly values: Ingress;
  /** Set where texts are filled in later. */
  readonly written: Written | undefined;
  /** The class is a text whose value the repository does not tell. */
  readonly isClassUnknown: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The list holds the reasons why there is no Ingress to speak of. */
export function readIngress(rendered: Rendered): IngressAsRead | readonly Diagnostic[] {
  const { object, source, substitution } = rendered;
  const filled = substitution === undefined ? undefined : readWritten(rendered, { object, substitution });
  if (filled !== undefined) return filled;
  const { value: ingress, diagnostics } = toIngress(object, source);
  if (ingress === undefined) return diagnostics;
  const found = placeholdersOf(ingress).map((one) => placeholderFinding(one, rendered, ingress));
  return {
    ingress,
    values: ingress,
    written: undefined,
    isClassUnknown: false,
    diagnostics: [...diagnostics, ...found],
  };
}

/** undefined where Flux cannot read one of its texts. */
function readWritten(
  rendered: Rendered,
  written: Written,
): IngressAsRead | readonly Diagnostic[] | undefined {
  const { object } = written;
  const { source } = rendered;
  const standIns = createStandIns([JSON.stringify(object)]);
  const textObject = standInObject(written, standIns, "texts");
  const valueObject = standInObject(written, standIns, "values");
  if (textObject === undefined || valueObject === undefined) return undefined;
  const texts = toIngress(textObject, source);
  const asRead = toIngress(valueObject, source);
  if (texts.value === undefined) return texts.diagnostics.map((found) => withTexts(found, standIns));
  const values = asRead.value ?? texts.value;
  const ingress = ingressAsWritten(texts.value, standIns);
  const where = { ingress: ingress.key };

  const known = new Set(texts.diagnostics.map(malformedField));
  const refused = asRead.diagnostics.flatMap((found) => {
    const field = malformedField(found);
    if (severityOf(found) !== "blocker" || field === undefined || known.has(field)) return [];
    const problem = found.code === "ingress-malformed" ? found.params.problem : "cannot be read";
    const text = valueAt(object as unknown as Json, field); // a KubeObject is JSON data
    return [
      diagnose("substitution-value-unusable", unusable(field, text, problem, written), {
        ...where,
        at: found.at,
      }),
    ];
  });
  const emptied = emptiedTexts(texts.value, values).map(({ keyPath, text }) => {
    const params = unusable(printField(keyPath), standIns.show(text), "would be empty", written);
    return diagnose("substitution-value-unusable", params, { ...where, at: source.placeOf(keyPath) });
  });
  const named = (["name", "namespace"] as const).flatMap((field) => {
    if (standIns.show(texts.value?.[field] ?? "") === texts.value?.[field]) return [];
    const params = {
      field: `metadata.${field}`,
      placeholder: ingress[field],
      why: "names-the-object" as const,
    };
    return [diagnose("ingress-placeholder", params, { ...where, at: source.placeOf(["metadata", field]) })];
  });
  const paths = unknownPaths(values, standIns).map(({ keyPath, text }) => {
    const params = {
      field: printField(keyPath),
      placeholder: standIns.show(text),
      why: "path-unknown" as const,
    };
    return diagnose("ingress-placeholder", params, { ...where, at: source.placeOf(keyPath) });
  });
  // what still looks like a variable was escaped
  const foreign = placeholdersOf(texts.value)
    .filter(({ placeholder }) => !placeholder.startsWith("${"))
    .map((one) => placeholderFinding(one, rendered, ingress));
  const className = values.spec.ingressClassName ?? values.annotations["kubernetes.io/ingress.class"] ?? "";
  const isClassUnknown = standIns.show(className) !== className;
  const classFinding = isClassUnknown
    ? [
        diagnose(
          "ingress-placeholder",
          { field: "the class", placeholder: standIns.show(className), why: "class-unknown" },
          { ...where, at: source.place },
        ),
      ]
    : [];
  return {
    ingress,
    values,
    written,
    isClassUnknown,
    diagnostics: [
      ...texts.diagnostics,
      ...refused,
      ...emptied,
      ...named,
      ...paths,
      ...foreign,
      ...classFinding,
    ].map((found) => withTexts(found, standIns)),
  };
}

function unusable(field: string, text: unknown, problem: string, { substitution }: Written) {
  const shown = typeof text === "string" ? text : JSON.stringify(text ?? "");
  return { field, text: shown, problem, variables: substitution.namesIn(shown), by: substitution.by };
}

function malformedField(found: Diagnostic): string | undefined {
  return found.code === "ingress-malformed" ? found.params.field : undefined;
}

function placeholderFinding(
  { field, keyPath, placeholder }: FoundPlaceholder,
  { source }: Rendered,
  { key }: Ingress,
): Diagnostic {
  const params = { field, placeholder, why: whyHeld(placeholder) };
  return diagnose("ingress-placeholder", params, { at: source.placeOf(keyPath), ingress: key });
}

/** Stand-ins back to their texts; a port that is filled in later is a name until then. */
function ingressAsWritten(ingress: Ingress, standIns: StandIns): Ingress {
  const text = (value: string): string => standIns.show(value);
  const optional = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : text(value);
  const port = (reference: ServicePortRef): ServicePortRef => {
    if ("name" in reference) return { name: text(reference.name) };
    const expression = standIns.restorePort(reference.number);
    return expression === undefined ? reference : { name: expression };
  };
  const backend = (value: IngressBackend): IngressBackend =>
    value.kind === "resource"
      ? { ...value, name: text(value.name) }
      : { ...value, name: text(value.name), port: port(value.port) };
  const map = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)]));
  const { spec } = ingress;
  const [namespace, name] = [text(ingress.namespace), text(ingress.name)];
  return {
    ...ingress,
    key: toIngressKey(namespace, name),
    namespace,
    name,
    labels: map(ingress.labels),
    annotations: map(ingress.annotations),
    spec: {
      ingressClassName: optional(spec.ingressClassName),
      defaultBackend: spec.defaultBackend === undefined ? undefined : backend(spec.defaultBackend),
      rules: spec.rules.map(({ host, paths }) => ({
        host: optional(host),
        paths: paths.map((path) => ({ ...path, path: text(path.path), backend: backend(path.backend) })),
      })),
      tls: spec.tls.map(({ hosts, secretName }) => ({
        hosts: hosts.map(text),
        secretName: optional(secretName),
      })),
    },
  };
}

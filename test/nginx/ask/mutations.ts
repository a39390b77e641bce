/** Every single change of a set of routes that a slip of the pen or of a program would make. */
import type { KubeObject } from "../../../src/model/kube.ts";

export interface Mutation {
  readonly what: string;
  readonly objects: readonly KubeObject[];
}

/** The part of an HTTPRoute that is changed here; the rest passes through. */
interface Match {
  path?: { type?: string; value?: string };
}

interface Rule {
  matches?: Match[];
  filters?: unknown[];
  backendRefs?: { name?: string; port?: number }[];
}

interface Spec {
  parentRefs?: { sectionName?: string }[];
  hostnames?: string[];
  rules?: Rule[];
}

export function mutationsOf(objects: readonly KubeObject[]): readonly Mutation[] {
  return objects.flatMap((object, index) => {
    if (object.kind !== "HTTPRoute") return [];
    const name = object.metadata.name ?? "";
    const dropped = { what: `${name}: left out`, objects: objects.filter((_, at) => at !== index) };
    const changed = changesOf(object).map(({ what, spec }) => ({
      what: `${name}: ${what}`,
      objects: objects.map((one, at) => (at === index ? { ...one, spec } : one)),
    }));
    return [dropped, ...changed];
  });
}

function changesOf(route: KubeObject): readonly { readonly what: string; readonly spec: Spec }[] {
  const changes: { what: string; spec: Spec }[] = [];
  /** Notes one change of a fresh copy; `change` says whether there was anything to change. */
  const note = (what: string, change: (spec: Spec) => boolean): void => {
    const spec = structuredClone(route.spec) as Spec; // an HTTPRoute of our own making
    if (change(spec)) changes.push({ what, spec });
  };
  const original = route.spec as Spec; // an HTTPRoute of our own making
  for (const [at] of (original.parentRefs ?? []).entries()) {
    note(`other section of parent ${at}`, (spec) => {
      const parent = spec.parentRefs?.[at];
      if (parent?.sectionName === undefined) return false;
      parent.sectionName = parent.sectionName === "http" ? "https" : "http";
      return true;
    });
  }
  for (const [at] of (original.hostnames ?? []).entries()) {
    note(`other hostname ${at}`, (spec) => {
      const hostname = spec.hostnames?.[at];
      if (spec.hostnames === undefined || hostname === undefined) return false;
      spec.hostnames[at] = hostname.replace(/test$/, "tesu");
      return true;
    });
  }
  for (const [at, rule] of (original.rules ?? []).entries()) noteRuleChanges(note, at, rule);
  return changes;
}

function noteRuleChanges(
  note: (what: string, change: (spec: Spec) => boolean) => void,
  at: number,
  original: Rule,
): void {
  const inRule = (what: string, change: (rule: Rule) => boolean): void =>
    note(`rule ${at}: ${what}`, (spec) => {
      const rule = spec.rules?.[at];
      return rule !== undefined && change(rule);
    });
  note(`rule ${at}: left out`, (spec) => spec.rules?.splice(at, 1).length === 1);
  note(`rule ${at}: swapped with the next`, (spec) => {
    const [one, two] = [spec.rules?.[at], spec.rules?.[at + 1]];
    if (spec.rules === undefined || one === undefined || two === undefined) return false;
    spec.rules.splice(at, 2, two, one);
    return true;
  });
  inRule("without filters", (rule) => {
    const had = (rule.filters?.length ?? 0) > 0;
    delete rule.filters;
    return had;
  });
  inRule("other port", (rule) => {
    const backend = rule.backendRefs?.[0];
    if (backend?.port === undefined) return false;
    backend.port += 1;
    return true;
  });
  inRule("other Service", (rule) => {
    const backend = rule.backendRefs?.[0];
    if (backend?.name === undefined) return false;
    backend.name = `${backend.name}x`;
    return true;
  });
  for (const [index] of (original.matches ?? []).entries()) {
    inRule(
      `match ${index} left out`,
      (rule) => (rule.matches?.length ?? 0) > 1 && rule.matches?.splice(index, 1).length === 1,
    );
    const inPath = (what: string, change: (path: { type?: string; value?: string }) => boolean): void =>
      inRule(`match ${index}: ${what}`, (rule) => {
        const path = rule.matches?.[index]?.path;
        return path !== undefined && change(path);
      });
    inPath("one character more", (path) => {
      path.value = `${path.value ?? ""}x`;
      return true;
    });
    inPath("one character less", (path) => {
      if (path.value === undefined || path.value.length < 2) return false;
      path.value = path.value.slice(0, -1);
      return true;
    });
    inPath("one character changed", (path) => {
      if (path.value === undefined || !/[a-z]/.test(path.value)) return false;
      path.value = path.value.replace(/[a-z](?=[^a-z]*$)/, "q");
      return true;
    });
    inPath("other type", (path) => {
      if (path.type !== "Exact" && path.type !== "PathPrefix") return false;
      path.type = path.type === "Exact" ? "PathPrefix" : "Exact";
      return true;
    });
  }
}

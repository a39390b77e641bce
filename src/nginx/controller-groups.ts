/**
 * Which settings hold for which classes: the controllers a repository configures, joined with what the configuration states. The
 * repository wins, since it is what the cluster gets; a key it does not have is taken from the configuration.
 */
import {
  canonicalJson,
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
} from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import type { ControllerGroup, FoundController } from "../model/controller.ts";
import type { Place } from "../model/place.ts";

export interface StatedController {
  /** `nginx.config`. */
  readonly config: Readonly<Record<string, string>>;
  /** `nginx.carriedOver`: keys and flags a person has settled by hand. */
  readonly carriedOver: readonly string[];
  /** Classes that move. */
  readonly ingressClasses: readonly string[];
}

/** At least one group; the last one has no classes of its own and serves all that are left. */
export function controllerGroups(
  found: readonly FoundController[],
  stated: StatedController,
): Outcome<readonly ControllerGroup[]> {
  const relevant = found.filter(
    ({ className }) => className === undefined || stated.ingressClasses.includes(className),
  );
  const diagnostics: Diagnostic[] = relevant.flatMap(wordsAbout);
  const plain = group(undefined, { entries: {}, flags: {}, places: new Map() }, stated);
  if (relevant.length === 0) return outcome([plain], diagnostics);
  const shared = relevant.filter(({ className }) => className === undefined);
  const classes = [...new Set(relevant.flatMap(({ className }) => className ?? []))].sort(compareText);
  if (classes.length === 0) {
    return outcome([group(undefined, joined(shared, diagnostics), stated, diagnostics)], diagnostics);
  }
  const groups = classes.map((name) => {
    const own = relevant.filter(({ className }) => className === undefined || className === name);
    return group([name], joined(own, diagnostics), stated, diagnostics);
  });
  const [first, ...others] = groups;
  const isOne = first !== undefined && others.every((other) => sameSettings(other, first));
  if (isOne) return outcome([{ ...first, classes: undefined }], diagnostics);
  const rest = shared.length === 0 ? plain : group(undefined, joined(shared, []), stated);
  return outcome([...merged(groups), rest], diagnostics);
}

/** The group a class belongs to. */
export function groupOfClass(
  groups: readonly ControllerGroup[],
  className: string | undefined,
): ControllerGroup {
  const own = groups.find(({ classes }) => className !== undefined && classes?.includes(className));
  const rest = groups.find(({ classes }) => classes === undefined);
  if (own !== undefined) return own;
  if (rest === undefined) throw new Error("controller groups without one for the other classes");
  return rest;
}

function wordsAbout(controller: FoundController): readonly Diagnostic[] {
  const { title, at, className, entries, flags, gaps, places } = controller;
  const filledIn = Object.entries(entries).filter(([, value]) => /\$\{|\{\{/.test(value));
  const settings = Object.keys(entries).length + Object.keys(flags).length;
  return [
    diagnose("controller-found", { title, className, settings }, { at }),
    ...gaps.map((gap) => diagnose("controller-config-incomplete", { title, why: gap.why }, { at: gap.at })),
    ...filledIn.map(([key]) => {
      const why = `\`${key}\` is filled in when it is deployed`;
      return diagnose("controller-config-incomplete", { title, why }, { at: places.get(key) ?? at });
    }),
  ];
}

type Settings = Pick<ControllerGroup, "entries" | "flags" | "places" | "isKnown">;

/** Several controllers of one class: where they differ, the first in order of title speaks, unless access depends on it. */
function joined(found: readonly FoundController[], diagnostics: Diagnostic[]): Settings {
  const sorted = found.toSorted((a, b) => compareText(a.title, b.title));
  const titles = sorted.map(({ title }) => title);
  const entries: Record<string, string> = {};
  const flags: Record<string, string | boolean> = {};
  const places = new Map<string, Place>();
  for (const controller of sorted) {
    for (const [key, value] of Object.entries(controller.entries)) entries[key] ??= value;
    for (const [key, value] of Object.entries(controller.flags)) flags[key] ??= value;
    for (const [key, place] of controller.places) if (!places.has(key)) places.set(key, place);
  }
  const differing = Object.entries(entries).filter(([key]) =>
    sorted.some((controller) => controller.entries[key] !== entries[key]),
  );
  for (const [key, used] of differing) {
    const where = { at: places.get(key) };
    diagnostics.push(
      isAboutAccess(key)
        ? diagnose("controllers-disagree-on-access", { key, titles }, where)
        : diagnose("controllers-disagree", { key, titles, used }, where),
    );
  }
  const isKnown = found.length > 0 && found.every(({ gaps }) => gaps.length === 0);
  return { entries, flags, places, isKnown };
}

const accessKeys = [
  /^(whitelist|denylist)-source-range$/,
  /^block-/,
  /^global-auth-/,
  /^no-auth-locations$/,
  /modsecurity/,
  /-snippet$/,
  /^(allow-snippet-annotations|annotations-risk-level|annotation-value-word-blocklist)$/,
  /^(use-forwarded-headers|enable-real-ip|use-proxy-protocol|proxy-real-ip-cidr|forwarded-for-header)$/,
];

/** Keys that decide who gets in, or whose address a list is compared with. */
function isAboutAccess(key: string): boolean {
  return accessKeys.some((pattern) => pattern.test(key));
}

/** Says what an annotation means, so that nobody can settle it for all Ingresses at once. */
const passesTls = "enable-ssl-passthrough";

function group(
  classes: readonly string[] | undefined,
  found: Settings,
  { config, carriedOver }: StatedController,
  diagnostics: Diagnostic[] = [],
): ControllerGroup {
  const isLeft = ([key]: readonly [string, unknown]) => !carriedOver.includes(key);
  for (const [key, stated] of Object.entries(config)) {
    const value = found.entries[key];
    if (value === undefined || value === stated) continue;
    const at = found.places.get(key);
    const title = at === undefined ? "the controller's ConfigMap" : at.path;
    diagnostics.push(diagnose("controller-config-overruled", { key, stated, found: value, title }, { at }));
  }
  return {
    classes,
    entries: Object.fromEntries(Object.entries({ ...config, ...found.entries }).filter(isLeft)),
    flags: Object.fromEntries(
      Object.entries(found.flags).filter((flag) => isLeft(flag) || flag[0] === passesTls),
    ),
    places: found.places,
    isKnown: found.isKnown,
  };
}

function sameSettings(a: ControllerGroup, b: ControllerGroup): boolean {
  return canonicalJson([a.entries, meant(a.flags)]) === canonicalJson([b.entries, meant(b.flags)]);
}

/** Without the flags that tell controllers apart. */
function meant(flags: ControllerGroup["flags"]): ControllerGroup["flags"] {
  const identity = ["controller-class", "ingress-class", "election-id", "publish-service"];
  return Object.fromEntries(Object.entries(flags).filter(([flag]) => !identity.includes(flag)));
}

/** Classes with the same settings are one group: their Ingresses may share hosts. */
function merged(groups: readonly ControllerGroup[]): readonly ControllerGroup[] {
  const result: ControllerGroup[] = [];
  for (const one of groups) {
    const index = result.findIndex((known) => sameSettings(known, one));
    const known = result[index];
    if (known === undefined) result.push(one);
    else result[index] = { ...known, classes: [...(known.classes ?? []), ...(one.classes ?? [])] };
  }
  return result;
}

/**
 * Reads `.github/tidegate.yml`: text in, settings with their places out. A file with any blocker gives no settings at all: an invalid
 * configuration writes nothing.
 */
import {
  type Diagnostic,
  diagnose,
  hasBlocker,
  type Outcome,
  outcome,
  wordingOf,
} from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import { readYamlFile } from "../yaml/read.ts";
import { describeProblems } from "./problems.ts";
import { ConfigSettings } from "./schema.ts";

export interface ConfigFile {
  readonly path: RepoPath;
  readonly settings: ConfigSettings;
  /** Where a key stands; undefined when the file does not state it. */
  readonly placeOf: (keyPath: readonly (string | number)[]) => Place | undefined;
}

/** Keys the format has and this release does not act on. */
const notUsedYet: readonly (readonly string[])[] = [
  ["parity", "probes"],
  ["parity", "prometheus"],
];

export function readConfigText(path: RepoPath, text: string): Outcome<ConfigFile | undefined> {
  const file = readYamlFile(path, text);
  const at: Place = { path, line: 1, column: 1 };
  const written = file.value.documents.filter((document) => document.value !== null);
  const [document] = written;
  const problem = file.diagnostics[0];
  if (problem !== undefined || written.some(({ value }) => value === undefined)) {
    const words = problem === undefined ? "it is no YAML" : problemWords(problem);
    return outcome(undefined, [diagnose("config-unreadable", { problem: words }, { at: problem?.at ?? at })]);
  }
  if (document?.value === undefined) return outcome({ path, settings: {}, placeOf: () => undefined });
  const { value } = document;
  if (written.length > 1) {
    const second = written[1]?.place([]) ?? at;
    return outcome(undefined, [
      diagnose("config-unreadable", { problem: `it holds ${written.length} YAML documents` }, { at: second }),
    ]);
  }
  if (!isMapping(value)) {
    const problem = "it holds no mapping of keys to values";
    return outcome(undefined, [diagnose("config-unreadable", { problem }, { at: document.place([]) })]);
  }

  const parsed = ConfigSettings.safeParse(value);
  if (!parsed.success)
    return outcome(
      undefined,
      describeProblems(parsed.error, value, (key) => document.place(key)),
    );
  const placeOf = (keyPath: readonly (string | number)[]): Place | undefined =>
    isStated(value, keyPath) ? document.place(keyPath) : undefined;
  const diagnostics = [...repeatedNames(parsed.data, placeOf), ...unusedKeys(placeOf)];
  const config: ConfigFile = { path, settings: parsed.data, placeOf };
  return outcome(hasBlocker(diagnostics) ? undefined : config, diagnostics);
}

function repeatedNames(settings: ConfigSettings, placeOf: ConfigFile["placeOf"]): readonly Diagnostic[] {
  const lists: readonly (readonly [key: readonly string[], names: readonly string[]])[] = [
    [["clusters"], (settings.clusters ?? []).map((cluster) => cluster.name)],
    [["waves", "hold"], (settings.waves?.hold ?? []).map((held) => held.service)],
  ];
  return lists.flatMap(([key, names]) =>
    names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [diagnose("config-repeated-name", { key: key.join("."), name }, { at: placeOf([...key, index]) })],
    ),
  );
}

function unusedKeys(placeOf: ConfigFile["placeOf"]): readonly Diagnostic[] {
  return notUsedYet.flatMap((keyPath) => {
    const at = placeOf(keyPath);
    return at === undefined ? [] : [diagnose("config-not-used-yet", { key: keyPath.join(".") }, { at })];
  });
}

function isStated(value: Json, keyPath: readonly (string | number)[]): boolean {
  let current: Json | undefined = value;
  for (const part of keyPath) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return false;
    // the own-key test above makes the lookup safe for lists and mappings alike
    current = (current as { readonly [key: string]: Json })[part];
  }
  return true;
}

function isMapping(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function problemWords(problem: Diagnostic): string {
  const words = problem.code === "yaml-unreadable" ? problem.params.problem : wordingOf(problem).message;
  return words.endsWith(".") ? words.slice(0, -1) : words;
}

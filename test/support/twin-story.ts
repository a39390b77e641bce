/** A repository of one base, and an overlay for each of two clusters, through its add waves. */
import { overlaySnapshot } from "../../src/flows/overlay.ts";
import { proposeWave } from "../../src/flows/propose.ts";
import { surveySnapshot } from "../../src/flows/survey.ts";
import { memorySnapshot } from "../../src/model/memory-snapshot.ts";
import type { RepoSnapshot } from "../../src/model/snapshot.ts";

const twoClusters = `clusters:
  - {name: prod, paths: [prod]}
  - {name: staging, paths: [staging]}
`;

export interface TwinStory {
  readonly before: RepoSnapshot;
  readonly after: RepoSnapshot;
  /** Files that were added or changed, with their texts. */
  readonly texts: Readonly<Record<string, string>>;
  readonly notMoved: readonly string[];
  /** Every route the translation wants, by cluster, namespace and name. */
  readonly wanted: ReadonlyMap<string, unknown>;
}

const cilium = `{name: cilium, gatewayApi: "1.5"}`;

export interface TwinOptions {
  readonly target?: string | undefined;
  /** The clusters of the configuration, as its text. */
  readonly clusters?: string;
  /** The only cluster whose waves are added; undefined: all. */
  readonly cluster?: string;
}

export function afterTwins(
  files: Readonly<Record<string, string>>,
  { target = cilium, clusters = twoClusters, cluster }: TwinOptions = {},
): TwinStory {
  const config = `version: 1
target: ${target}
gateway: {name: public, namespace: gw}
${clusters}`;
  const before = memorySnapshot({ ".github/tidegate.yml": config, ...files });
  let after: RepoSnapshot = before;
  const notMoved: string[] = [];
  const wanted = new Map<string, unknown>();
  for (const { number } of surveySnapshot(before, {}).value.waves) {
    const survey = surveySnapshot(after, {}).value;
    const { value } = proposeWave(survey, {
      kind: "add",
      wave: number,
      cluster,
      accepted: new Set(),
    });
    notMoved.push(...value.notMoved.flatMap(({ reasons }) => reasons));
    for (const { cluster: name, ingress, emission } of value.moved) {
      const namespace = ingress.slice(0, ingress.indexOf("/"));
      for (const { kind, metadata, spec } of emission.objects)
        wanted.set(`${name} ${kind} ${namespace}/${metadata.name}`, spec);
    }
    after = overlaySnapshot(after, value.changes);
  }
  const changed = after.files.filter(({ path }) => textOf(before, path) !== textOf(after, path));
  return {
    before,
    after,
    notMoved,
    wanted,
    texts: Object.fromEntries(changed.map(({ path }) => [path, textOf(after, path) ?? ""])),
  };
}

/** The same after its removal waves: every text. */
export function textsAfterRemoval({ after }: TwinStory): Readonly<Record<string, string>> {
  let current: RepoSnapshot = after;
  for (const { number } of surveySnapshot(after, {}).value.waves) {
    const request = {
      kind: "remove",
      wave: number,
      cluster: undefined,
      accepted: new Set<string>(),
    } as const;
    current = overlaySnapshot(current, proposeWave(surveySnapshot(current, {}).value, request).value.changes);
  }
  return Object.fromEntries(current.files.map(({ path }) => [path, textOf(current, path) ?? ""]));
}

function textOf(snapshot: RepoSnapshot, path: RepoSnapshot["files"][number]["path"]): string | undefined {
  const bytes = snapshot.bytes(path);
  return bytes === undefined ? undefined : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

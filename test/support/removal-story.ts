/** A repository through its add wave and its removal wave. */
import { overlaySnapshot } from "../../src/flows/overlay.ts";
import { proposeWave } from "../../src/flows/propose.ts";
import { surveySnapshot } from "../../src/flows/survey.ts";
import { memorySnapshot } from "../../src/model/memory-snapshot.ts";
import type { RepoSnapshot } from "../../src/model/snapshot.ts";

const config = `version: 1
target: {name: cilium, gatewayApi: "1.5"}
gateway: {name: public, namespace: gw}
waves: {maxPerWave: 1}
`;

export interface RemovalStory {
  /** Paths of deleted files. */
  readonly removed: readonly string[];
  /** Every file afterwards. */
  readonly texts: Readonly<Record<string, string>>;
  readonly notMoved: readonly string[];
  readonly before: RepoSnapshot;
  readonly after: RepoSnapshot;
}

/** All routes are added; then the wave of one Ingress, or the first one, is removed. */
export function afterRemoval(files: Readonly<Record<string, string>>, key?: string): RemovalStory {
  let before: RepoSnapshot = memorySnapshot({ ".github/tidegate.yml": config, ...files });
  for (const { number } of surveySnapshot(before, {}).value.waves) {
    const survey = surveySnapshot(before, {}).value;
    const { value } = proposeWave(survey, {
      kind: "add",
      wave: number,
      cluster: undefined,
      accepted: new Set(),
    });
    before = overlaySnapshot(before, value.changes);
  }
  const survey = surveySnapshot(before, {}).value;
  const wave = survey.waves.find(({ services }) =>
    services.some(({ ingresses }) => key === undefined || ingresses.some((one) => one === key)),
  );
  const { value } = proposeWave(survey, {
    kind: "remove",
    wave: wave?.number ?? 0,
    cluster: undefined,
    accepted: new Set(),
  });
  const after = overlaySnapshot(before, value.changes);
  return {
    before,
    after,
    removed: value.changes.files.filter(({ action }) => action === "delete").map(({ path }) => path),
    texts: Object.fromEntries(
      after.files.map(({ path }) => [path, new TextDecoder().decode(after.bytes(path) ?? new Uint8Array())]),
    ),
    notMoved: value.notMoved.flatMap(({ reasons }) => reasons),
  };
}

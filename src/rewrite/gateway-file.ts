/**
 * Wave 0 as text: one new file with the Gateway and what belongs to it. It stands where the Ingresses are deployed from: beside the
 * kustomization that deploys all of them, else in a directory `gateway/` of the cluster.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { baseNameOf, directoryOf, type RepoPath, resolveRepoPath, toRepoPath } from "../model/brands.ts";
import type { ChangeSet } from "../model/edits.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import { toData } from "../model/kube.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { ClusterGateway } from "../model/survey.ts";
import { confirmFresh } from "../yaml/confirm.ts";
import { defaultStyle } from "../yaml/file.ts";
import { printYaml } from "../yaml/print.ts";
import { changesOf, type Drafts, isTaken, noDrafts, withText } from "./drafts.ts";
import { listBeside } from "./listing.ts";

const because = "the Gateway that the routes attach to";
const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Nothing, with a diagnostic, where a Gateway has no place; one that stands already is left out. */
export function rewriteGateways(
  snapshot: RepoSnapshot,
  inventory: ClusterInventory,
  gateways: readonly ClusterGateway[],
): Outcome<ChangeSet> {
  const diagnostics: Diagnostic[] = [];
  let drafts = noDrafts(snapshot);
  for (const gateway of gateways) {
    if (gateway.planned.length === 0) continue;
    const written = writeGateway(drafts, inventory, gateway);
    diagnostics.push(...written.diagnostics);
    if (written.value !== undefined) drafts = written.value;
  }
  return outcome(changesOf(drafts), diagnostics);
}

function writeGateway(
  drafts: Drafts,
  inventory: ClusterInventory,
  { choice, planned }: ClusterGateway,
): Outcome<Drafts | undefined> {
  const home = homeOf(drafts, inventory, choice.create?.directory);
  const path = resolveRepoPath(home.directory, `${choice.name}.gateway.yaml`);
  const refused = (why: string, remedy: string) =>
    outcome(undefined, [
      diagnose("gateway-not-planned", { gateway: `${choice.namespace}/${choice.name}`, why, remedy }),
    ]);
  const elsewhere = "Name another place: `gateway: {create: {directory: …}}` in .github/tidegate.yml.";
  if (path === undefined) return refused("its directory leads out of the repository", elsewhere);
  if (isTaken(drafts, path)) return refused(`\`${path}\` is there already`, elsewhere);
  const objects = planned.map(toData);
  const text = objects.map((object) => printYaml(object, defaultStyle)).join("---\n");
  const confirmed = confirmFresh(path, text, objects);
  if (!confirmed.value) return outcome(undefined, confirmed.diagnostics);
  const next = withText(drafts, path, text, because);
  return home.listing === undefined ? outcome(next) : listBeside(next, home.listing, "end", path, {});
}

interface Home {
  readonly directory: RepoPath;
  /** The kustomization that has to list the file. */
  readonly listing: RepoPath | undefined;
}

function homeOf(drafts: Drafts, inventory: ClusterInventory, stated: string | undefined): Home {
  const directory = stated === undefined ? undefined : toRepoPath(stated);
  if (directory !== undefined) return { directory, listing: kustomizationIn(drafts, directory) };
  const ours = inventory.ingresses.filter((ingress) => ingress.class.ours);
  const entries = new Set(ours.map(({ overlay }) => overlay?.kustomization));
  const [entry, ...others] = entries;
  if (entry !== undefined && others.length === 0) return { directory: directoryOf(entry), listing: entry };
  const [top, ...further] = inventory.paths;
  const base = further.length === 0 ? (top ?? root) : root;
  return { directory: resolveRepoPath(base, "gateway") ?? base, listing: undefined };
}

const root = "" as RepoPath; // the root

function kustomizationIn(drafts: Drafts, directory: RepoPath): RepoPath | undefined {
  return drafts.snapshot.files.find(
    ({ path }) => directoryOf(path) === directory && kustomizationNames.includes(baseNameOf(path)),
  )?.path;
}

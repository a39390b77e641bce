/**
 * Reads what there is on GitHub: our issues, our pull requests, the branches under `tidegate/`, and our checks where they matter.
 * Only texts of our own account are searched for markers, so a marker somebody else wrote is a comment like any other.
 */
import type { GitHubHost, OwnCheck, OwnedIssue } from "../../ports/github-host.ts";
import { hasMarker, parseMarker } from "../../report/markers.ts";
import { planOfCommit } from "../../report/pull-request-body.ts";
import { isOurHead } from "./decide.ts";
import { branchPrefix } from "./names.ts";
import type { Actual, KnownPull } from "./state.ts";

export async function gather(host: GitHubHost): Promise<Actual> {
  const owned = await host.ownedIssues();
  const branches = new Map((await host.branches(branchPrefix)).map(({ name, head }) => [name, head]));
  const pulls = (await pullsOf(host, owned, [...branches.keys()])).filter(({ branch }) =>
    branch.startsWith(branchPrefix),
  );
  const withoutHeads: Actual = {
    dashboards: owned.filter(({ isPull, body }) => !isPull && hasMarker("dashboard", body)),
    pulls,
    branches,
    ownHeads: new Set(),
    checks: new Map(),
  };
  const ownHeads = await unrecordedOwnHeads(host, withoutHeads);
  const checks = new Map<string, readonly OwnCheck[]>();
  for (const pull of pulls) {
    const head = branches.get(pull.branch);
    if (pull.state === "open" && head !== undefined) checks.set(head, await host.ownChecks(head));
  }
  return { ...withoutHeads, ownHeads, checks };
}

/** The list of our issues may lag behind a pull request opened a moment ago; asking by branch does not. */
async function pullsOf(
  host: GitHubHost,
  owned: readonly OwnedIssue[],
  branches: readonly string[],
): Promise<readonly KnownPull[]> {
  const found = new Map<number, KnownPull>();
  for (const issue of owned) {
    if (!issue.isPull) continue;
    const pull = await host.pull(issue.number);
    found.set(pull.number, known(pull));
  }
  const listed = new Set([...found.values()].map(({ branch }) => branch));
  for (const branch of branches) {
    if (listed.has(branch)) continue;
    for (const pull of await host.pullsOf(branch)) found.set(pull.number, known(pull));
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}

function known(pull: Omit<KnownPull, "wave" | "onboarding">): KnownPull {
  return { ...pull, wave: parseMarker("wave", pull.body), onboarding: parseMarker("onboarding", pull.body) };
}

/**
 * Heads that no record names: either somebody pushed, or a run was interrupted between the branch and its pull request. Only a
 * commit that GitHub attributes to us and that carries a plan is ours.
 */
async function unrecordedOwnHeads(host: GitHubHost, actual: Actual): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  for (const [branch, head] of actual.branches) {
    if (isOurHead(branch, head, actual)) continue;
    const hasRecord = actual.pulls.some(
      (pull) =>
        pull.branch === branch && pull.state === "open" && (pull.wave ?? pull.onboarding) !== undefined,
    );
    // with a readable record in an open pull request the record alone decides: a rebased copy of our commit is not ours
    if (hasRecord) continue;
    const commit = await host.commit(head);
    if (commit.isOurs && planOfCommit(commit.message) !== undefined) own.add(head);
  }
  return own;
}

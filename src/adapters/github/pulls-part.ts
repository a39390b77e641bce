/** Pull requests, and the branches and commits they are made of. */
import type { GitHubHost, PullFacts } from "../../ports/github-host.ts";
import { guarded } from "./failure.ts";
import { labelNames } from "./issues-part.ts";
import type { HostParts } from "./octokit.ts";

type PullsPart = Pick<
  GitHubHost,
  "pull" | "pullsOf" | "openPull" | "editPull" | "createCommit" | "createBranch" | "moveBranch"
>;

interface PullData {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly closed_at: string | null;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly labels: readonly (string | { readonly name?: string | undefined })[];
}

export function pullsPart({ octokit, repo, login }: HostParts): PullsPart {
  return {
    pull: (number) =>
      guarded("read a pull request", async () => {
        const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: number });
        return pullFacts(data);
      }),

    pullsOf: (branch) =>
      guarded("list pull requests of a branch", async () => {
        const pulls = await octokit.paginate(octokit.rest.pulls.list, {
          ...repo,
          head: `${repo.owner}:${branch}`,
          state: "all",
          sort: "created",
          direction: "asc",
          per_page: 100,
        });
        return pulls
          .filter(({ user, head }) => user?.login === login && head.ref === branch)
          .map((data) => pullFacts(data));
      }),

    openPull: ({ branch, base, title, body }) =>
      guarded("open a pull request", async () => {
        const { data } = await octokit.rest.pulls.create({ ...repo, head: branch, base, title, body });
        return data.number;
      }),

    editPull: (number, change) =>
      guarded("edit a pull request", async () => {
        await octokit.rest.pulls.update({ ...repo, pull_number: number, ...change });
      }),

    createCommit: ({ parent, message, files }) =>
      guarded("create a commit", async () => {
        const base = await octokit.rest.git.getCommit({ ...repo, commit_sha: parent });
        const tree = await octokit.rest.git.createTree({
          ...repo,
          base_tree: base.data.tree.sha,
          tree: files.map(({ path, text, executable }) => {
            const mode = executable ? "100755" : "100644";
            const entry = { path, mode, type: "blob" } as const;
            return text === undefined ? { ...entry, sha: null } : { ...entry, content: text };
          }),
        });
        // no author and no committer: GitHub fills in the App and signs the commit
        const commit = await octokit.rest.git.createCommit({
          ...repo,
          message,
          tree: tree.data.sha,
          parents: [parent],
        });
        return commit.data.sha;
      }),

    createBranch: (branch, sha) =>
      guarded("create a branch", async () => {
        await octokit.rest.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha });
      }),

    moveBranch: (branch, sha) =>
      guarded("move a branch", async () => {
        await octokit.rest.git.updateRef({ ...repo, ref: `heads/${branch}`, sha, force: true });
      }),
  };
}

function pullFacts(data: PullData): PullFacts {
  return {
    number: data.number,
    title: data.title,
    body: data.body ?? "",
    branch: data.head.ref,
    head: data.head.sha,
    state: data.merged_at !== null ? "merged" : data.state === "open" ? "open" : "closed",
    closedAt: data.closed_at ?? undefined,
    mergedAt: data.merged_at ?? undefined,
    mergeCommit: data.merged_at === null ? undefined : (data.merge_commit_sha ?? undefined),
    labels: labelNames(data.labels),
  };
}

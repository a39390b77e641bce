// Merges without a work tree (`git merge-tree --write-tree`, git 2.38 or later). git 2.39 cannot be told the merge base,
// so a cherry-pick (rebase merging) is posed as a merge of two throw-away commits over a third.
import { tryGit } from "./run.ts";
import type { GitCommit, GitStore, Person } from "./store.ts";
import { writeCommit } from "./write.ts";

/** The merged tree of two commits, by id, or undefined on a conflict. */
export function mergeTrees(store: GitStore, base: string, head: string): Promise<string | undefined> {
  const args = ["merge-tree", "--write-tree", "--allow-unrelated-histories", "--no-messages", base, head];
  return store.remember(`merge ${base} ${head}`, async () => {
    const merged = await tryGit(store.directory, args);
    return merged.code === 0 ? merged.stdout.toString().split("\n")[0] : undefined;
  });
}

/** Replays commits (oldest first) on `onto`; the new tip, or undefined on a conflict. */
export async function replay(
  store: GitStore,
  onto: string,
  commits: readonly GitCommit[],
  committer: Person,
): Promise<string | undefined> {
  let tip = await store.commit(onto);
  for (const commit of commits) {
    const parent = commit.parents[0];
    if (parent === undefined) return undefined;
    const tree = await cherryTree(store, await store.commit(parent), tip, commit);
    if (tree === undefined) return undefined;
    tip = await store.commit(
      await writeCommit(store, {
        tree,
        parents: [tip.sha],
        author: commit.author,
        committer,
        message: commit.message,
      }),
    );
  }
  return tip.sha;
}

async function cherryTree(
  store: GitStore,
  base: GitCommit,
  ours: GitCommit,
  theirs: GitCommit,
): Promise<string | undefined> {
  const person: Person = { name: "sandbox", email: "sandbox@localhost", date: "1970-01-01T00:00:01Z" };
  const posed = (tree: string, parents: readonly string[], message: string): Promise<string> =>
    writeCommit(store, { tree, parents, author: person, committer: person, message });
  const origin = await posed(base.tree, [], "base");
  return mergeTrees(
    store,
    await posed(ours.tree, [origin], "ours"),
    await posed(theirs.tree, [origin], "theirs"),
  );
}

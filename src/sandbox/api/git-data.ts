// The Git Data API: blobs, trees, commits. Commits an App makes without naming an author carry the App's bot and are
// signed by GitHub; naming anybody makes them plain unsigned commits.

import { webFlow } from "../actions/pulls.ts";
import type { Person } from "../git/store.ts";
import { type TreeEdit, writeBlob, writeCommit, writeTree } from "../git/write.ts";
import { nodeId } from "../views/account.ts";
import { viewGitCommit, viewTreeEntry } from "../views/commit.ts";
import { repositoryApi } from "../views/repository.ts";
import { ApiError, invalid, notFound, unprocessable } from "../world/errors.ts";
import { gitDate, noreplyEmail } from "../world/world.ts";
import type { Fields } from "./fields.ts";
import { isObject } from "./fields.ts";
import { param } from "./find.ts";
import { created, ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads, writes } from "./route.ts";

const CONTENTS = ["contents"] as const;

export const gitDataRoutes: readonly Route[] = [
  reads(
    "/git/blobs/{file_sha}",
    CONTENTS,
    async (context): Promise<{ status: 200; body?: unknown; bytes?: Buffer }> => {
      const { world, repository } = context;
      const sha = param(context, "file_sha");
      if ((await repository.git.typeOf(sha)) !== "blob") throw notFound();
      const bytes = await repository.git.blob(sha);
      if (context.request.accept.includes("raw")) return { status: 200, bytes };
      return {
        status: 200,
        body: {
          sha,
          node_id: nodeId("Blob", sha),
          size: bytes.length,
          url: `${repositoryApi(world, repository)}/git/blobs/${sha}`,
          content: wrapBase64(bytes),
          encoding: "base64",
        },
      };
    },
  ),
  writes("POST", "/git/blobs", CONTENTS, "write", async (context) => {
    const fields = context.fields("Blob");
    const encoding = fields.word("encoding", ["utf-8", "base64"]) ?? "utf-8";
    const content = fields.raw.content;
    if (typeof content !== "string") throw invalid("Blob", "content", "missing_field");
    const sha = await writeBlob(context.repository.git, Buffer.from(content, encoding));
    const url = `${repositoryApi(context.world, context.repository)}/git/blobs/${sha}`;
    return created({ sha, url }, url);
  }),
  reads("/git/trees/{tree_sha}", CONTENTS, async (context) => {
    const { git } = context.repository;
    const name = param(context, "tree_sha");
    const type = await git.typeOf(name);
    const commit = type === undefined ? await git.resolve(name) : undefined;
    const sha = type === "tree" ? name : commit === undefined && type === "commit" ? name : commit;
    if (sha === undefined) throw notFound();
    const tree = type === "tree" ? name : (await git.commit(sha)).tree;
    return ok(await viewTree(context, tree, context.request.query.has("recursive")));
  }),
  writes("POST", "/git/trees", CONTENTS, "write", async (context) => {
    const fields = context.fields("Tree");
    const items = fields.list("tree");
    if (items === undefined || items.length === 0) throw unprocessable("Invalid tree info");
    const base = await baseTree(context, fields);
    const edits: TreeEdit[] = [];
    for (const item of items) edits.push(await treeEdit(context, item));
    const tree = await writeTree(context.repository.git, base, edits);
    if (tree === undefined) throw unprocessable("GitRPC::BadObjectState");
    const view = await viewTree(context, tree, false);
    return created(view, view.url);
  }),
  reads("/git/commits/{commit_sha}", CONTENTS, async (context) => {
    const sha = param(context, "commit_sha");
    if ((await context.repository.git.typeOf(sha)) !== "commit") throw notFound();
    const commit = await context.repository.git.commit(sha);
    return ok(viewGitCommit(context.world, context.repository, commit));
  }),
  writes("POST", "/git/commits", CONTENTS, "write", createCommit),
];

async function createCommit(context: RepositoryContext) {
  const { world, repository, actor } = context;
  const fields = context.fields("Commit");
  const tree = fields.text("tree");
  if ((await repository.git.typeOf(tree)) !== "tree") throw unprocessable("Tree SHA does not exist");
  const parents = fields.texts("parents") ?? [];
  for (const parent of parents) {
    if ((await repository.git.typeOf(parent)) !== "commit") {
      throw unprocessable("Parent SHA does not exist or is not a commit object");
    }
  }
  const date = gitDate(world.now());
  const self: Person = { name: actor.account.login, email: noreplyEmail(actor.account), date };
  const author = person(fields.object("author"), date);
  const committer = person(fields.object("committer"), date);
  const bySelf = author === undefined && committer === undefined && fields.raw.signature === undefined;
  const signed = bySelf && actor.app !== undefined;
  const sha = await writeCommit(repository.git, {
    tree,
    parents,
    author: author ?? self,
    committer: signed ? webFlow(world) : (committer ?? author ?? self),
    message: fields.text("message"),
  });
  if (signed) repository.verified.add(sha);
  const view = viewGitCommit(world, repository, await repository.git.commit(sha));
  return created(view, view.url);
}

function person(fields: Fields | undefined, now: string): Person | undefined {
  if (fields === undefined) return undefined;
  const date = fields.optionalText("date") ?? now;
  if (Number.isNaN(Date.parse(date))) throw invalid("Commit", "date");
  return { name: fields.text("name"), email: fields.text("email"), date: gitDate(new Date(date)) };
}

async function baseTree(context: RepositoryContext, fields: Fields): Promise<string | undefined> {
  const name = fields.optionalText("base_tree");
  if (name === undefined) return undefined;
  const type = await context.repository.git.typeOf(name);
  if (type === "tree") return name;
  if (type === "commit") return (await context.repository.git.commit(name)).tree;
  throw unprocessable("base_tree is not a valid tree oid");
}

const MODES: readonly string[] = ["100644", "100755", "040000", "160000", "120000"];

async function treeEdit(context: RepositoryContext, item: unknown): Promise<TreeEdit> {
  if (!isObject(item)) throw unprocessable("Invalid tree info");
  const { path, mode, sha, content } = item;
  if (typeof path !== "string" || !isCleanPath(path)) {
    throw unprocessable("tree.path contains a malformed path component");
  }
  if (typeof mode !== "string" || !MODES.includes(mode)) {
    throw unprocessable(`Must supply a valid tree.mode (${MODES.join(", ")})`);
  }
  if (sha === null) return { path, mode, sha: undefined };
  if (typeof content === "string" && sha === undefined) {
    return { path, mode, sha: await writeBlob(context.repository.git, content) };
  }
  if (typeof sha !== "string" || content !== undefined) {
    throw unprocessable("Must supply either tree.sha or tree.content (but not both)");
  }
  const type = await context.repository.git.typeOf(sha);
  const wanted = mode === "040000" ? "tree" : "blob";
  if (mode !== "160000" && type !== wanted)
    throw new ApiError(422, `tree.sha ${sha} is not a valid ${wanted}`);
  return { path, mode, sha };
}

function isCleanPath(path: string): boolean {
  return path
    .split("/")
    .every(
      (part) =>
        part !== "" && part !== "." && part !== ".." && part.toLowerCase() !== ".git" && !part.includes("\0"),
    );
}

async function viewTree(context: RepositoryContext, tree: string, recursive: boolean) {
  const { world, repository } = context;
  const entries = await repository.git.tree(tree, recursive);
  return {
    sha: tree,
    url: `${repositoryApi(world, repository)}/git/trees/${tree}`,
    tree: entries.map((entry) => viewTreeEntry(world, repository, entry)),
    truncated: false,
  };
}

/** GitHub breaks base64 content into lines of sixty characters. */
export function wrapBase64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/.{1,60}/g, "$&\n");
}

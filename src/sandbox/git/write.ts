// Makes git objects: blobs, trees from edits, commits with a given author and date, and whole commits from a map of files.
// Commits are written as text through hash-object so that nothing of the machine (clock, user) gets in.
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { git, gitText, tryGit } from "./run.ts";
import { EMPTY_TREE, type GitStore, type Person } from "./store.ts";

export async function writeBlob(store: GitStore, content: Buffer | string): Promise<string> {
  return (await gitText(store.directory, ["hash-object", "-w", "--stdin"], { input: content })).trim();
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export async function writeCommit(store: GitStore, commit: NewCommit): Promise<string> {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signature(commit.author)}`,
    `committer ${signature(commit.committer)}`,
    "",
    commit.message,
  ];
  const written = await gitText(store.directory, ["hash-object", "-t", "commit", "-w", "--stdin"], {
    input: lines.join("\n"),
  });
  return written.trim();
}

function signature(person: Person): string {
  const clean = (text: string): string => text.replace(/[<>\n\0]/g, "");
  return `${clean(person.name)} <${clean(person.email)}> ${Math.floor(Date.parse(person.date) / 1000)} +0000`;
}

export interface TreeEdit {
  readonly path: string;
  readonly mode: string;
  /** undefined deletes the path. */
  readonly sha: string | undefined;
}

/** Applies edits to a tree; undefined when an edit names an object or a path that is not there. */
export async function writeTree(
  store: GitStore,
  base: string | undefined,
  edits: readonly TreeEdit[],
): Promise<string | undefined> {
  const index = join(store.directory, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await git(store.directory, ["read-tree", ...(base === undefined ? ["--empty"] : [base])], { env });
    for (const edit of edits) {
      if (!(await applyEdit(store, edit, env))) return undefined;
    }
    const written = await tryGit(store.directory, ["write-tree"], { env });
    return written.code === 0 ? written.stdout.toString().trim() : undefined;
  } finally {
    await rm(index, { force: true });
  }
}

async function applyEdit(store: GitStore, edit: TreeEdit, env: Record<string, string>): Promise<boolean> {
  const { directory } = store;
  if (edit.sha === undefined) {
    const listed = await gitText(directory, ["--literal-pathspecs", "ls-files", "-z", "--", edit.path], {
      env,
    });
    const paths = listed.split("\0").filter((path) => path !== "");
    if (paths.length === 0) return false;
    const input = paths.map((path) => `0 ${"0".repeat(40)}\t${path}\0`).join("");
    return (await tryGit(directory, ["update-index", "-z", "--index-info"], { env, input })).code === 0;
  }
  if (edit.mode === "040000") {
    const args = ["read-tree", "-i", `--prefix=${edit.path}/`, edit.sha];
    return edit.sha === EMPTY_TREE || (await tryGit(directory, args, { env })).code === 0;
  }
  const input = `${edit.mode} ${edit.sha}\t${edit.path}\0`;
  return (
    (await tryGit(directory, ["update-index", "--add", "--replace", "-z", "--index-info"], { env, input }))
      .code === 0
  );
}

export interface FileContent {
  readonly content: string | Buffer;
  readonly mode: "100644" | "100755" | "120000";
}

export interface FilesCommit {
  readonly parent: string | undefined;
  /** undefined deletes the file. */
  readonly files: Readonly<Record<string, FileContent | undefined>>;
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

/** One commit of many files through `git fast-import`: thousands of files cost one process. The ref is left alone. */
export async function writeFiles(store: GitStore, commit: FilesCommit): Promise<string> {
  const ref = `refs/import/${randomUUID()}`;
  const parts: Buffer[] = [];
  const line = (text: string): number => parts.push(Buffer.from(`${text}\n`));
  const data = (content: string | Buffer): void => {
    const bytes = Buffer.from(content);
    line(`data ${bytes.length}`);
    parts.push(bytes);
    line("");
  };
  line("feature done");
  line(`commit ${ref}`);
  line(`author ${signature(commit.author)}`);
  line(`committer ${signature(commit.committer)}`);
  data(commit.message);
  if (commit.parent !== undefined) line(`from ${commit.parent}`);
  for (const path of Object.keys(commit.files).sort()) {
    const file = commit.files[path];
    if (file === undefined) {
      line(`D ${quotePath(path)}`);
    } else {
      line(`M ${file.mode} inline ${quotePath(path)}`);
      data(file.content);
    }
  }
  line("done");
  await git(store.directory, ["fast-import", "--quiet", "--done"], { input: Buffer.concat(parts) });
  const sha = (await gitText(store.directory, ["rev-parse", ref])).trim();
  await store.deleteRef(ref);
  return sha;
}

function quotePath(path: string): string {
  return /["\n\\]/.test(path)
    ? `"${path.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`
    : path;
}

/**
 * A snapshot read out of a bare repository: names from `ls-tree`, text from `cat-file --batch`. Nothing is checked out, so no link
 * is followed, no filter and no hook runs, and no path is ever a path of this machine.
 */
import {
  baseNameOf,
  type CommitSha,
  compareText,
  directoryOf,
  type RepoPath,
  toRepoPath,
} from "../../model/brands.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import type { CommittedSnapshot } from "../../ports/repository.ts";
import type { GitClient } from "./client.ts";

/** Larger files hold no manifest a person keeps; git does not even fetch them. */
export const largestBlob = 1024 * 1024;
/** All text of one snapshot together. */
const largestSnapshot = 256 * 1024 * 1024;

interface TreeEntry {
  readonly path: RepoPath;
  readonly mode: string;
  readonly object: string;
}

export async function readSnapshot(git: GitClient, commit: CommitSha): Promise<CommittedSnapshot> {
  const listing = await git.run(["ls-tree", "-r", "-z", "--full-tree", commit], { doing: "list the files" });
  const entries = parseTree(listing);
  const sizes = await objectSizes(git);
  const files = entries
    .map((entry): SnapshotFile => ({ path: entry.path, kind: kindOf(entry), size: sizeOf(entry, sizes) }))
    .sort((a, b) => compareText(a.path, b.path));
  const texts = await readBlobs(git, entries, sizes);
  const executable = new Set<string>(entries.filter(({ mode }) => mode === "100755").map(({ path }) => path));
  return {
    commit,
    files,
    bytes: (path) => texts.get(path),
    isExecutable: (path) => executable.has(path),
  };
}

/** Entries whose name is no usable path (git allows almost any bytes) are left out. */
export function parseTree(listing: string): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (const record of listing.split("\0")) {
    const match = /^(\d{6}) \w+ ([0-9a-f]{40,64})\t([\s\S]*)$/.exec(record);
    const [, mode, object, name] = match ?? [];
    const path = name === undefined ? undefined : toRepoPath(name);
    if (mode === undefined || object === undefined || path === undefined || path !== name) continue;
    // bytes that are no UTF-8 were replaced on the way: such a name could not be written back
    if (path.includes("\uFFFD")) continue;
    entries.push({ path, mode, object });
  }
  return entries;
}

/** Files that can matter by their name; everything else is only counted. */
export function isCandidate(path: string): boolean {
  return (
    /\.(ya?ml|json|tpl|gotmpl|tmpl)$/i.test(path) || /(^|\/)(kustomization|values|chart)[^/]*$/i.test(path)
  );
}

/** Helm may read any file of a chart: NOTES.txt, .helmignore, packed dependencies, what templates take with .Files. */
function chartFilter(entries: readonly TreeEntry[]): (path: RepoPath) => boolean {
  const charts = new Set<string>(
    entries.filter(({ path }) => baseNameOf(path) === "Chart.yaml").map(({ path }) => directoryOf(path)),
  );
  // a chart at the root of a repository takes everything with it
  return (path) => {
    for (let above = directoryOf(path); above !== ""; above = directoryOf(above))
      if (charts.has(above)) return true;
    return charts.has("");
  };
}

/** Objects that are here: `cat-file` alone would go and fetch those that a partial fetch left out. */
async function objectSizes(git: GitClient): Promise<ReadonlyMap<string, number>> {
  const printed = await git.run(
    ["cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname) %(objectsize)"],
    {
      doing: "list the objects",
    },
  );
  const sizes = new Map<string, number>();
  for (const line of printed.split("\n")) {
    const space = line.indexOf(" ");
    if (space > 0) sizes.set(line.slice(0, space), Number(line.slice(space + 1)));
  }
  return sizes;
}

async function readBlobs(
  git: GitClient,
  entries: readonly TreeEntry[],
  sizes: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<RepoPath, Uint8Array>> {
  const wanted: TreeEntry[] = [];
  const isInChart = chartFilter(entries);
  let room = largestSnapshot;
  for (const entry of entries) {
    const size = sizes.get(entry.object);
    if (kindOf(entry) !== "file" || size === undefined || size > largestBlob) continue;
    if (!isCandidate(entry.path) && !isInChart(entry.path)) continue;
    room -= size;
    if (room < 0) break;
    wanted.push(entry);
  }
  if (wanted.length === 0) return new Map();
  const objects = [...new Set(wanted.map(({ object }) => object))];
  const output = await git.catFile(["--batch"], {
    doing: "read the files",
    input: `${objects.join("\n")}\n`,
  });
  const blobs = parseBatch(output);
  return new Map(
    wanted.flatMap(({ path, object }) => {
      const bytes = blobs.get(object);
      return bytes === undefined ? [] : [[path, bytes] as const];
    }),
  );
}

/** `<id> SP <type> SP <size> LF <bytes> LF` for each object (git-cat-file, BATCH OUTPUT). */
export function parseBatch(output: Buffer): ReadonlyMap<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  let at = 0;
  while (at < output.length) {
    const lineEnd = output.indexOf(0x0a, at);
    if (lineEnd < 0) break;
    const [object, type, size] = output.subarray(at, lineEnd).toString("latin1").split(" ");
    at = lineEnd + 1;
    if (object === undefined || type !== "blob" || size === undefined) continue;
    const length = Number(size);
    blobs.set(object, new Uint8Array(output.subarray(at, at + length)));
    at += length + 1;
  }
  return blobs;
}

function kindOf({ mode }: TreeEntry): SnapshotFile["kind"] {
  if (mode === "120000") return "symlink";
  return mode === "160000" ? "submodule" : "file";
}

/** A blob that was not fetched is larger than we read. */
function sizeOf(entry: TreeEntry, sizes: ReadonlyMap<string, number>): number {
  return sizes.get(entry.object) ?? (kindOf(entry) === "file" ? largestBlob + 1 : 0);
}

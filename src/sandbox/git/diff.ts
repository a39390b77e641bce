// The files that differ between two trees, as GitHub lists them: status, counts and the hunks of the patch.
// Hunk text is cut out of one `git diff -p`; a line that begins with "diff --git " can only be a file header there,
// because every content line carries a prefix.
import { gitText } from "./run.ts";
import type { GitStore } from "./store.ts";

export interface DiffFile {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: "added" | "removed" | "modified" | "renamed" | "changed";
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** undefined for binary files and pure renames. */
  readonly patch: string | undefined;
}

/** Between two commits or trees, by id. */
export function diffFiles(store: GitStore, from: string, to: string): Promise<readonly DiffFile[]> {
  return store.remember(`diff ${from} ${to}`, () => readDiff(store, from, to));
}

async function readDiff(store: GitStore, from: string, to: string): Promise<readonly DiffFile[]> {
  const diff = (...flags: readonly string[]): Promise<string> =>
    gitText(store.directory, [
      "diff",
      "--no-ext-diff",
      "--no-textconv",
      "-M",
      "--no-color",
      ...flags,
      from,
      to,
    ]);
  const [raw, numbers, patches] = [
    readRaw(await diff("--raw", "-z", "--no-abbrev")),
    readNumbers(await diff("--numstat", "-z")),
    readPatches(await diff("-p", "--full-index")),
  ];
  return raw.map((file, position) => ({
    ...file,
    additions: numbers[position]?.additions ?? 0,
    deletions: numbers[position]?.deletions ?? 0,
    patch: patches[position],
  }));
}

type RawFile = Pick<DiffFile, "path" | "previousPath" | "status" | "sha">;

function readRaw(text: string): readonly RawFile[] {
  const fields = text.split("\0");
  const files: RawFile[] = [];
  for (let at = 0; at < fields.length; ) {
    const header = fields[at];
    if (header === undefined || header === "") break;
    const [, , before = "", after = "", letter = ""] = header.split(" ");
    const moved = letter.startsWith("R") || letter.startsWith("C");
    files.push({
      path: fields[at + (moved ? 2 : 1)] ?? "",
      previousPath: moved ? fields[at + 1] : undefined,
      status: STATUS[letter.charAt(0)] ?? "modified",
      sha: /^0+$/.test(after) ? before : after,
    });
    at += moved ? 3 : 2;
  }
  return files;
}

const STATUS: Readonly<Record<string, DiffFile["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  T: "changed",
};

function readNumbers(text: string): readonly { readonly additions: number; readonly deletions: number }[] {
  const fields = text.split("\0");
  const numbers: { additions: number; deletions: number }[] = [];
  for (let at = 0; at < fields.length; ) {
    const [added = "", deleted = "", path = ""] = (fields[at] ?? "").split("\t");
    if (added === "") break;
    numbers.push({ additions: Number(added) || 0, deletions: Number(deleted) || 0 });
    // A rename leaves the path empty and puts the old and the new name into the next two fields.
    at += path === "" ? 3 : 1;
  }
  return numbers;
}

function readPatches(text: string): readonly (string | undefined)[] {
  const patches: (string | undefined)[] = [];
  let hunks: string[] | undefined;
  const finish = (): void => {
    if (hunks !== undefined) patches.push(hunks.length === 0 ? undefined : hunks.join("\n"));
  };
  for (const line of text.split("\n")) {
    if (line.startsWith("diff --git ")) {
      finish();
      hunks = [];
    } else if (hunks !== undefined && (hunks.length > 0 || line.startsWith("@@"))) {
      hunks.push(line);
    }
  }
  if (hunks !== undefined && hunks.at(-1) === "") hunks.pop();
  finish();
  return patches;
}

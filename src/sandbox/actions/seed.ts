// Reads a directory into files for a first commit: executables stay executable, symbolic links stay links, `.git` stays out.
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { FileContent } from "../git/write.ts";

export async function readDirectory(root: string): Promise<Readonly<Record<string, FileContent>>> {
  const files: Record<string, FileContent> = {};
  await readInto(root, "", files);
  return files;
}

async function readInto(root: string, prefix: string, files: Record<string, FileContent>): Promise<void> {
  for (const name of (await readdir(join(root, prefix))).sort()) {
    if (name === ".git") continue;
    const path = prefix === "" ? name : `${prefix}/${name}`;
    const full = join(root, path);
    const found = await lstat(full);
    if (found.isDirectory()) await readInto(root, path, files);
    else if (found.isSymbolicLink()) files[path] = { content: await readlink(full), mode: "120000" };
    else if (found.isFile()) {
      files[path] = { content: await readFile(full), mode: (found.mode & 0o100) === 0 ? "100644" : "100755" };
    }
  }
}

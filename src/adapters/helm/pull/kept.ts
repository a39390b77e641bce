/**
 * Charts kept over runs: archives by their digest, and for a pinned chart which digest it had. A published version does not change, so a
 * pinned chart is asked for once by a machine, not by a run. It is only ever a cache.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChartLocation } from "../../../model/release.ts";
import { isPinned } from "../../../sources/helm/version.ts";
import { digestOfBytes, sameDigest } from "./digest.ts";

export interface KeptCharts {
  /** The archive of that digest; undefined: not here, or damaged. */
  read(digest: string | undefined): Promise<Buffer | undefined>;
  keep(digest: string, archive: Uint8Array): Promise<void>;
  /** The digest of a pinned chart when it was fetched last. */
  digestOf(location: ChartLocation): Promise<string | undefined>;
  remember(location: ChartLocation, digest: string): Promise<void>;
}

/** What the location means does not change with time. */
export function isFixed(location: ChartLocation): boolean {
  return isPinned(location.version) || (location.kind === "oci" && location.digest !== undefined);
}

/** Without a directory nothing is kept. */
export function keptCharts(directory: string | undefined): KeptCharts {
  return {
    async read(digest) {
      const file = archiveFile(directory, digest);
      const bytes = file === undefined ? undefined : await readOrNothing(file);
      return bytes !== undefined && digest !== undefined && sameDigest(digestOfBytes(bytes), digest)
        ? bytes
        : undefined;
    },
    async keep(digest, archive) {
      const file = archiveFile(directory, digest);
      if (file !== undefined) await writeOver(file, archive);
    },
    async digestOf(location) {
      const file = isFixed(location) ? pinFile(directory, location) : undefined;
      const text = file === undefined ? undefined : (await readOrNothing(file))?.toString("utf8");
      return text === undefined ? undefined : /^sha256:[0-9a-f]{64}$/i.exec(text.trim())?.[0];
    },
    async remember(location, digest) {
      const file = isFixed(location) ? pinFile(directory, location) : undefined;
      if (file !== undefined) await writeOver(file, Buffer.from(`${digest}\n`));
    },
  };
}

function archiveFile(directory: string | undefined, digest: string | undefined): string | undefined {
  const hash = /^sha256:([0-9a-f]{64})$/i.exec(digest ?? "")?.[1];
  return directory === undefined || hash === undefined
    ? undefined
    : join(directory, `${hash.toLowerCase()}.tgz`);
}

function pinFile(directory: string | undefined, location: ChartLocation): string | undefined {
  const { kind, url, version } = location;
  const name = location.kind === "oci" ? (location.digest ?? "") : location.chart;
  const hash = createHash("sha256")
    .update(JSON.stringify([kind, url, name, version]))
    .digest("hex");
  return directory === undefined ? undefined : join(directory, `${hash}.pin`);
}

async function readOrNothing(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch {
    return undefined; // absent: it is asked for again
  }
}

async function writeOver(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(file, "..", `.${randomUUID()}`);
  try {
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } catch {
    // A full disk costs a download, nothing else.
  }
}

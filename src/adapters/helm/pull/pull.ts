/**
 * Fetches charts, when the configuration allows it. Archives are kept by their digest. A pinned chart is asked for once by a
 * process; what a range means today, and whether a refusal still holds, is asked again.
 */

import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toRepoPath } from "../../../model/brands.ts";
import type { ChartLocation } from "../../../model/release.ts";
import type { ChartPull, ChartPullResult, PulledChart } from "../../../model/render.ts";
import { isPinned } from "../../../sources/helm/version.ts";
import { readYamlFile } from "../../../yaml/read.ts";
import { createLimit } from "../limit.ts";
import { unpackChart } from "./archive.ts";
import type { ChartCredential } from "./credentials.ts";
import { digestOfBytes, sameDigest } from "./digest.ts";
import { PullStopped } from "./fetch.ts";
import { findInRegistry } from "./registry.ts";
import { type FoundArchive, findInRepository } from "./repository.ts";

export interface PullSettings {
  readonly credentials?: readonly ChartCredential[];
  /** Archives by digest; undefined: not kept over runs. */
  readonly cacheDirectory?: string | undefined;
  /** Private addresses and plain http: for tests, and where the operator says that charts live inside the own network. */
  readonly allowPrivate?: boolean;
  /** Milliseconds for one answer. */
  readonly time?: number;
}

export function createPull(settings: PullSettings): (request: ChartPull) => Promise<ChartPullResult> {
  const rules = { allowPrivate: settings.allowPrivate ?? false, time: settings.time ?? 30_000 };
  const known = new Map<string, Promise<ChartPullResult>>();
  const limit = createLimit(4);

  return (request) => {
    if (!request.allowed) {
      const message = "the configuration does not allow fetching charts (`charts.pull: allowed`)";
      return Promise.resolve({ kind: "refused", refusal: { code: "not-allowed", message } });
    }
    const key = JSON.stringify(request.location);
    const running = known.get(key);
    if (running !== undefined) return running;
    const { location } = request;
    const isFixed = isPinned(location.version) || (location.kind === "oci" && location.digest !== undefined);
    const pulled = limit(() => pullOnce(location));
    known.set(key, pulled);
    const forget = (result?: ChartPullResult) => {
      if (result?.kind !== "pulled" || !isFixed) known.delete(key);
    };
    pulled.then(forget, () => forget());
    return pulled;
  };

  async function pullOnce(location: ChartLocation): Promise<ChartPullResult> {
    try {
      const credentials = settings.credentials ?? [];
      const found = await (location.kind === "oci"
        ? findInRegistry(location, credentials, rules)
        : findInRepository(location, credentials, rules));
      return await chartFrom(found, location, settings.cacheDirectory);
    } catch (error) {
      if (error instanceof PullStopped) return { kind: "refused", refusal: error.refusal };
      throw error;
    }
  }
}

async function chartFrom(
  found: FoundArchive,
  location: ChartLocation,
  directory: string | undefined,
): Promise<PulledChart> {
  const kept = await readKept(directory, found.digest);
  const archive = kept ?? (await found.bytes());
  const digest = digestOfBytes(archive);
  if (found.digest !== undefined && !sameDigest(digest, found.digest)) {
    throw new PullStopped({
      code: "digest-differs",
      message: `the archive of ${location.url} is not the one its digest names`,
    });
  }
  if (kept === undefined) await keep(directory, digest, archive);
  const files = unpackChart(archive);
  const { name, version } = describe(files.get("Chart.yaml"));
  return { kind: "pulled", files, name, version: version ?? found.version, digest };
}

function describe(bytes: Uint8Array | undefined): {
  readonly name: string;
  readonly version: string | undefined;
} {
  const path = toRepoPath("Chart.yaml");
  const text = Buffer.from(bytes ?? []).toString("utf8");
  const value = path === undefined ? undefined : readYamlFile(path, text).value.documents[0]?.value;
  const chart = new Map<string, unknown>(
    typeof value === "object" && value !== null ? Object.entries(value) : [],
  );
  const [name, version] = [chart.get("name"), chart.get("version")];
  if (typeof name !== "string")
    throw new PullStopped({ code: "not-a-chart", message: "its Chart.yaml has no name" });
  return { name, version: typeof version === "string" ? version : undefined };
}

async function readKept(
  directory: string | undefined,
  digest: string | undefined,
): Promise<Buffer | undefined> {
  const file = fileFor(directory, digest);
  if (file === undefined) return undefined;
  try {
    const bytes = await readFile(file);
    return digest !== undefined && sameDigest(digestOfBytes(bytes), digest) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

async function keep(directory: string | undefined, digest: string, archive: Uint8Array): Promise<void> {
  const file = fileFor(directory, digest);
  if (file === undefined || directory === undefined) return;
  const temporary = join(directory, `.${randomUUID()}`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(temporary, archive);
    await rename(temporary, file);
  } catch {
    // A full disk costs a download, nothing else.
  }
}

function fileFor(directory: string | undefined, digest: string | undefined): string | undefined {
  const hash = /^sha256:([0-9a-f]{64})$/i.exec(digest ?? "")?.[1];
  return directory === undefined || hash === undefined
    ? undefined
    : join(directory, `${hash.toLowerCase()}.tgz`);
}

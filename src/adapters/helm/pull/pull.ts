/**
 * Fetches charts, when the configuration allows it. A pinned chart is asked for once, and kept; what a range means today, and whether a
 * refusal still holds, is asked again.
 */

import { toRepoPath } from "../../../model/brands.ts";
import type { ChartLocation } from "../../../model/release.ts";
import type { ChartPull, ChartPullResult, PulledChart } from "../../../model/render.ts";
import { readYamlFile } from "../../../yaml/read.ts";
import { createLimit } from "../limit.ts";
import { unpackChart } from "./archive.ts";
import type { ChartCredential } from "./credentials.ts";
import { digestOfBytes, sameDigest } from "./digest.ts";
import { PullStopped } from "./fetch.ts";
import { isFixed, type KeptCharts, keptCharts } from "./kept.ts";
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
  const kept = keptCharts(settings.cacheDirectory);

  return (request) => {
    if (!request.allowed) {
      const message = "the configuration does not allow fetching charts (`charts.pull: allowed`)";
      return Promise.resolve({ kind: "refused", refusal: { code: "not-allowed", message } });
    }
    const key = JSON.stringify(request.location);
    const running = known.get(key);
    if (running !== undefined) return running;
    const { location } = request;
    const pulled = limit(() => pullOnce(location));
    known.set(key, pulled);
    const forget = (result?: ChartPullResult) => {
      if (result?.kind !== "pulled" || !isFixed(location)) known.delete(key);
    };
    pulled.then(forget, () => forget());
    return pulled;
  };

  async function pullOnce(location: ChartLocation): Promise<ChartPullResult> {
    try {
      const archive = await kept.read(await kept.digestOf(location));
      if (archive !== undefined) return unpacked(archive, location.version);
      const credentials = settings.credentials ?? [];
      const found = await (location.kind === "oci"
        ? findInRegistry(location, credentials, rules)
        : findInRepository(location, credentials, rules));
      return await chartFrom(found, location, kept);
    } catch (error) {
      if (error instanceof PullStopped) return { kind: "refused", refusal: error.refusal };
      throw error;
    }
  }
}

async function chartFrom(
  found: FoundArchive,
  location: ChartLocation,
  kept: KeptCharts,
): Promise<PulledChart> {
  const known = await kept.read(found.digest);
  const archive = known ?? (await found.bytes());
  const digest = digestOfBytes(archive);
  if (found.digest !== undefined && !sameDigest(digest, found.digest)) {
    throw new PullStopped({
      code: "digest-differs",
      message: `the archive of ${location.url} is not the one its digest names`,
    });
  }
  const chart = unpacked(archive, found.version);
  if (known === undefined) await kept.keep(digest, archive);
  await kept.remember(location, digest);
  return chart;
}

function unpacked(archive: Uint8Array, listedVersion: string): PulledChart {
  const files = unpackChart(archive);
  const { name, version } = describe(files.get("Chart.yaml"));
  return { kind: "pulled", files, name, version: version ?? listedVersion, digest: digestOfBytes(archive) };
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

/**
 * Charts of an HTTP repository: `index.yaml` names versions, archives and digests. A version is chosen as helm chooses it
 * (pkg/repo/v1/index.go): the exact text first, else the newest that satisfies the constraint.
 */
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { z } from "zod";
import type { ChartLocation } from "../../../model/release.ts";
import { newestMatching } from "../../../sources/helm/version.ts";
import { basicAuthorization, type ChartCredential, credentialFor } from "./credentials.ts";
import { type FetchRules, fetchBytes, PullStopped } from "./fetch.ts";

const mostIndex = 48 * 1024 * 1024;
export const mostArchive = 32 * 1024 * 1024;

const IndexEntry = z.object({
  version: z.string(),
  urls: z.array(z.string()).default([]),
  digest: z.string().optional(),
});
const Index = z.object({ entries: z.record(z.string(), z.unknown()) });

export interface FoundArchive {
  readonly version: string;
  /** "sha256:…", when the repository states it. */
  readonly digest: string | undefined;
  bytes(): Promise<Buffer>;
}

export async function findInRepository(
  location: Extract<ChartLocation, { kind: "repository" }>,
  credentials: readonly ChartCredential[],
  rules: FetchRules,
): Promise<FoundArchive> {
  const base = location.url.endsWith("/") ? location.url : `${location.url}/`;
  const authorizationFor = (url: string) => {
    const credential = credentialFor(url, credentials);
    return credential === undefined ? undefined : basicAuthorization(credential);
  };
  const get = async (url: string, mostBytes: number) => {
    const answer = await fetchBytes({ url, mostBytes, authorization: authorizationFor(url) }, rules);
    if (answer.status === 200) return answer.body;
    const code =
      answer.status === 401 || answer.status === 403
        ? "unauthorized"
        : answer.status === 404
          ? "not-found"
          : "unreachable";
    throw new PullStopped({ code, message: `${url} answers ${answer.status}` });
  };
  const index = readIndex(await get(`${base}index.yaml`, mostIndex), location.chart, location.url);
  const version = newestMatching(
    index.map((entry) => entry.version),
    location.version,
  );
  const entry = index.find((candidate) => candidate.version === version);
  if (entry === undefined) {
    const message = `${location.url} has no version of ${location.chart} that satisfies "${location.version}"`;
    throw new PullStopped({ code: "no-version", message });
  }
  const [first] = entry.urls;
  if (first === undefined || !URL.canParse(first, base)) {
    throw new PullStopped({
      code: "not-found",
      message: `${location.url} names no archive for ${location.chart} ${entry.version}`,
    });
  }
  return {
    version: entry.version,
    digest: digestOf(entry.digest),
    bytes: () => get(new URL(first, base).href, mostArchive),
  };
}

function readIndex(body: Buffer, chart: string, url: string): readonly z.infer<typeof IndexEntry>[] {
  const broken = new PullStopped({ code: "not-found", message: `${url}/index.yaml cannot be read` });
  let parsed: unknown;
  try {
    // Every scalar as text: a hash or a version may look like a number.
    parsed = load(body.toString("utf8"), { schema: FAILSAFE_SCHEMA, maxAliases: 0 });
  } catch {
    throw broken;
  }
  const index = Index.safeParse(parsed);
  if (!index.success) throw broken;
  const entries = new Map(Object.entries(index.data.entries)).get(chart);
  if (!Array.isArray(entries)) {
    throw new PullStopped({ code: "not-found", message: `${url} has no chart ${chart}` });
  }
  return entries.flatMap((entry) => {
    const read = IndexEntry.safeParse(entry);
    return read.success ? [read.data] : [];
  });
}

/** Old indexes state the bare hash. */
function digestOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  return text.includes(":") ? text : `sha256:${text}`;
}

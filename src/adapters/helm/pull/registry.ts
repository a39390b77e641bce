/**
 * Charts of an OCI registry (distribution spec 1.1): a manifest by tag or digest whose one layer is the archive. A registry that
 * asks for a token says where to get it; that server is held to the same address rules.
 */
import { z } from "zod";
import type { ChartLocation } from "../../../model/release.ts";
import { newestMatching, parseVersion } from "../../../sources/helm/version.ts";
import { basicAuthorization, type ChartCredential, credentialFor } from "./credentials.ts";
import { digestOfBytes, sameDigest } from "./digest.ts";
import { type FetchedAnswer, type FetchRules, fetchBytes, PullStopped } from "./fetch.ts";
import { type FoundArchive, mostArchive } from "./repository.ts";

const chartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const manifestType = "application/vnd.oci.image.manifest.v1+json";
const mostJson = 8 * 1024 * 1024;
const mostPages = 20;

const Manifest = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string(), size: z.number() })).default([]),
});
const Tags = z.object({ tags: z.array(z.string()).nullable() });
const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

export async function findInRegistry(
  location: Extract<ChartLocation, { kind: "oci" }>,
  credentials: readonly ChartCredential[],
  rules: FetchRules,
): Promise<FoundArchive> {
  const { host, name } = addressOf(location.url);
  const session = openSession({ host, name, credential: credentialFor(location.url, credentials), rules });
  const tag = location.digest === undefined ? await chooseTag(session, location) : undefined;
  const reference = location.digest ?? tag ?? "";
  const answer = await session.get(`manifests/${reference}`, { accept: manifestType }, mostJson);
  if (location.digest !== undefined && !sameDigest(digestOfBytes(answer.body), location.digest)) {
    throw new PullStopped({
      code: "digest-differs",
      message: `${location.url} answers another manifest than ${location.digest}`,
    });
  }
  const layer = parseJson(answer, Manifest, location.url).layers.find(
    ({ mediaType }) => mediaType === chartLayer,
  );
  if (layer === undefined || !/^sha256:[0-9a-f]{64}$/.test(layer.digest)) {
    throw new PullStopped({
      code: "not-a-chart",
      message: `${location.url}:${reference} holds no Helm chart`,
    });
  }
  if (layer.size > mostArchive) {
    throw new PullStopped({
      code: "too-large",
      message: `${location.url} is larger than ${mostArchive} bytes`,
    });
  }
  return {
    version: tag === undefined ? location.version : tag.replaceAll("_", "+"),
    digest: layer.digest,
    bytes: async () => (await session.get(`blobs/${layer.digest}`, {}, mostArchive)).body,
  };
}

function addressOf(url: string): { readonly host: string; readonly name: string } {
  const [host = "", ...segments] = url.slice("oci://".length, 500).replace(/\/+$/, "").split("/");
  const isName =
    segments.length > 0 && segments.every((segment) => /^[a-z0-9]+(?:[._-]{1,3}[a-z0-9]+)*$/.test(segment));
  if (!url.startsWith("oci://") || !/^[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(host) || !isName) {
    throw new PullStopped({
      code: "address-refused",
      message: `${host} is no address of a chart in a registry`,
    });
  }
  return { host, name: segments.join("/") };
}

/** Tags cannot hold "+": Helm writes "_" for it. */
async function chooseTag(
  session: Session,
  location: Extract<ChartLocation, { kind: "oci" }>,
): Promise<string> {
  const { version } = location;
  const isExact = parseVersion(version) !== undefined && /^v?\d+\.\d+\.\d+/.test(version);
  if (isExact || (version !== "" && /^[A-Za-z][\w.-]*$/.test(version))) return version.replaceAll("+", "_");
  const tags = await session.tags();
  const chosen = newestMatching(
    tags.map((tag) => tag.replaceAll("_", "+")),
    version,
  );
  if (chosen === undefined) {
    throw new PullStopped({
      code: "no-version",
      message: `${location.url} has no version that satisfies "${version}"`,
    });
  }
  return chosen.replaceAll("+", "_");
}

interface Session {
  get(path: string, headers: Readonly<Record<string, string>>, mostBytes: number): Promise<FetchedAnswer>;
  tags(): Promise<readonly string[]>;
}

function openSession(options: {
  readonly host: string;
  readonly name: string;
  readonly credential: ChartCredential | undefined;
  readonly rules: FetchRules;
}): Session {
  const { host, name, credential, rules } = options;
  const scheme = rules.allowPrivate && /^(localhost|127\.0\.0\.1)(:|$)/.test(host) ? "http" : "https";
  const base = `${scheme}://${host}/v2/${name}/`;
  let authorization: string | undefined;
  const get: Session["get"] = async (path, headers, mostBytes) => {
    const request = { url: new URL(path, base).href, headers, mostBytes };
    const first = await fetchBytes({ ...request, authorization }, rules);
    if (first.status !== 401) return checked(first);
    authorization = await answerChallenge(first, name, credential, rules);
    return checked(await fetchBytes({ ...request, authorization }, rules));
  };
  return {
    get,
    async tags() {
      const found: string[] = [];
      let path: string | undefined = "tags/list";
      for (let page = 0; page < mostPages && path !== undefined; page += 1) {
        const answer: FetchedAnswer = await get(path, {}, mostJson);
        found.push(...(parseJson(answer, Tags, base).tags ?? []));
        path = nextPage(answer);
      }
      return found;
    },
  };
}

function checked(answer: FetchedAnswer): FetchedAnswer {
  if (answer.status === 200) return answer;
  const code =
    answer.status === 401 || answer.status === 403
      ? "unauthorized"
      : answer.status === 404
        ? "not-found"
        : "unreachable";
  throw new PullStopped({ code, message: `${answer.url} answers ${answer.status}` });
}

/** `Link: </v2/name/tags/list?last=x>; rel="next"`. Another host would get our token, so only a path counts. */
function nextPage(answer: FetchedAnswer): string | undefined {
  const link = /<([^>]{1,2000})>\s*;\s*rel="?next"?/.exec(answer.headers.link ?? "")?.[1];
  return link?.startsWith("/v2/") === true ? link : undefined;
}

async function answerChallenge(
  answer: FetchedAnswer,
  name: string,
  credential: ChartCredential | undefined,
  rules: FetchRules,
): Promise<string> {
  const challenge = answer.headers["www-authenticate"] ?? "";
  const basic = credential === undefined ? undefined : basicAuthorization(credential);
  if (/^basic\b/i.test(challenge) && basic !== undefined) return basic;
  const realm = parameterOf(challenge, "realm");
  if (!/^bearer\b/i.test(challenge) || realm === undefined || !URL.canParse(realm)) {
    throw new PullStopped({ code: "unauthorized", message: `${answer.url} wants credentials` });
  }
  const url = new URL(realm);
  const service = parameterOf(challenge, "service");
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", `repository:${name}:pull`);
  const granted = await fetchBytes({ url: url.href, mostBytes: mostJson, authorization: basic }, rules);
  if (granted.status !== 200) {
    throw new PullStopped({
      code: "unauthorized",
      message: `${url.host} gives no token (${granted.status})`,
    });
  }
  const { token, access_token } = parseJson(granted, Token, url.host);
  const value = token ?? access_token;
  if (value === undefined)
    throw new PullStopped({ code: "unauthorized", message: `${url.host} gives no token` });
  return `Bearer ${value}`;
}

function parameterOf(challenge: string, name: string): string | undefined {
  const at = challenge.toLowerCase().indexOf(`${name}="`);
  if (at < 0) return undefined;
  const start = at + name.length + 2;
  const end = challenge.indexOf('"', start);
  return end < 0 ? undefined : challenge.slice(start, end);
}

function parseJson<T>(answer: FetchedAnswer, schema: z.ZodType<T>, where: string): T {
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer.body.toString("utf8"));
  } catch {
    parsed = undefined;
  }
  const read = schema.safeParse(parsed);
  if (!read.success)
    throw new PullStopped({
      code: "not-a-chart",
      message: `${where} answers something that is no registry's`,
    });
  return read.data;
}

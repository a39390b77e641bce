/**
 * The requests one Ingress set is asked: for every path its edges (with and without slash, one character more, other case),
 * the spellings proxies disagree about (escapes, doubled slashes, dot segments), and for every host its neighbours.
 */
import type { RequestSample } from "../../../src/model/proof.ts";
import type { IngressSet } from "../real/nginx.ts";

/** A small generator of its own (mulberry32): what is asked must not depend on how the sets were drawn. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const everywhere = [
  "/",
  "/?q=1",
  "/?",
  "//",
  "/nothing",
  "/healthz",
  "/healthzfoo",
  "/nginx_status/../",
  "/..",
  "/%2e%2e/x",
  "/%zz",
  "/%00",
  "/%",
  "/a?b=/",
  "/foo#part",
  "/foo?q=%2F#part?r",
  "/uuid",
  "/V22/deep",
  "/something/New%20thing",
  "/something/a%2Fb?x=y",
  "/something",
  "/somethingelse",
  "/something/%E2%82%AC/%22%3C%3E%5C%5E%60%7B%7C%7D",
  "/something/a%3Fb%26c%3Fd%2Be%3B",
  "/something/+a&b=c'(d)",
  "/x/b",
  "/xy",
  "/app",
  "/app/",
  "/apple/pie",
  "/end",
  "/end/",
  "/foo/12/34",
  "/id/edit",
  "/API/v2/a/b/",
  `/foo/${"long/".repeat(200)}end`,
];

/** Spellings of one literal path. */
function around(path: string): readonly string[] {
  const base = path === "" ? "/" : path;
  const escaped = base.replace(/[^!-~]/g, (char) => encodeURIComponent(char)).replaceAll('"', "%22");
  const bare = escaped.replace(/\/$/, "");
  const doubled = escaped.replace(/(.)\//, "$1//");
  return [
    escaped,
    bare === "" ? "/" : bare,
    `${bare}/`,
    `${bare}x`,
    `${bare}/x`,
    `${bare}/x/`,
    `${bare}?q=1&r=/`,
    `${bare}/?q=1/`,
    `${bare}?`,
    `${bare};v=1`,
    bare.toUpperCase(),
    `${bare.slice(0, -1)}`,
    `/${escaped}`,
    doubled,
    `/.${escaped}`,
    `${bare}/.`,
    `${bare}/..`,
    `${bare}/../${bare.slice(1)}`,
    `/z/..${escaped}`,
    `/z/%2e%2e${escaped}`,
    escaped.replace(/(.)\//, "$1%2F"),
    `/%2F${escaped.slice(1)}`,
    bare.replace(/[a-z]/, (char) => `%${char.charCodeAt(0).toString(16)}`),
    `${bare}%20`,
    `${bare}%3Fq`,
    `${bare}%23`,
    `${bare}%2f`,
  ].filter((one) => one.startsWith("/") && /^[!-~]+$/.test(one));
}

function hostsOf({ ingresses }: IngressSet): readonly string[] {
  const named = ingresses.flatMap(({ spec }) => spec.rules.map(({ host }) => host ?? "none.test"));
  const aliases = ingresses.flatMap(({ annotations }) =>
    (annotations["nginx.ingress.kubernetes.io/server-alias"] ?? "")
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  );
  const near = [...named, ...aliases].flatMap((host) =>
    host.startsWith("*.")
      ? [
          host.replace("*", "one"),
          host.replace("*", "two.labels"),
          host.slice(2),
          host.replace("*", "u_n-der"),
        ]
      : [host, host, host],
  );
  const odd = near.flatMap((host) => [
    host,
    host,
    host.toUpperCase(),
    `${host}:8080`,
    `${host}.`,
    `www.${host}`,
    host.replace(/^www\./, ""),
    `deep.${host}`,
  ]);
  return [...near, ...near, ...odd, "unknown.test", "127.0.0.1", "test"];
}

const methods = ["GET", "GET", "OPTIONS", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "HEAD", "TRACE"];

const headerSets: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { ":source": "127.0.9.7" },
  { ":source": "127.0.9.8" },
  { ":source": "127.1.2.3" },
  { origin: "https://o.test" },
  { origin: "https://deep.p.test" },
  { origin: "evilhttps://one.p.test" },
  { "x-forwarded-proto": "https" },
  { "x-forwarded-for": "127.0.9.8, 10.1.2.3", "x-forwarded-host": "other.test:81", "x-forwarded-port": "81" },
  { "x-forwarded-for": "127.0.9.8" },
];

export function requestsFor(set: IngressSet, seed: number, count: number): readonly RequestSample[] {
  const below = numbers(seed);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[below(list.length)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  };
  const written = set.ingresses.flatMap(({ spec }) =>
    spec.rules.flatMap(({ paths }) => paths.map(({ path }) => path)),
  );
  const hosts = hostsOf(set);
  const paths = [...new Set(written)].flatMap(around);
  const samples = new Map<string, RequestSample>();
  for (let tries = 0; samples.size < count && tries < count * 3; tries += 1) {
    const isPlain = below(2) === 0;
    const sample: RequestSample = {
      scheme: below(4) === 0 ? "https" : "http",
      host: pick(hosts),
      method: isPlain ? "GET" : pick(methods),
      path: below(4) === 0 || paths.length === 0 ? pick(everywhere) : pick(paths),
      headers: isPlain ? {} : pick(headerSets),
    };
    samples.set(JSON.stringify(sample), sample);
  }
  return [...samples.values()];
}

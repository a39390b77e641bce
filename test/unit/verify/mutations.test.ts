/**
 * Emitted routes, changed in one place: whatever a changed route answers differently, the proof sees, and what it shows is so.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerGateway } from "../../../src/gateway/table/answer.ts";
import { buildGatewayTable } from "../../../src/gateway/table/table.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import type { RequestSample } from "../../../src/model/proof.ts";
import { answerNginx } from "../../../src/nginx/table/answer.ts";
import { buildNginxTable } from "../../../src/nginx/table/build.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { translateCluster } from "../../../src/translate/translate.ts";
import { compareAnswers } from "../../../src/verify/compare.ts";
import { recogniseDeviation } from "../../../src/verify/deviations.ts";
import { ingress, path, proveThat } from "./world.ts";

type Rule = Readonly<Record<string, unknown>>;
type Mutate = (rules: readonly Rule[], at: number) => readonly Rule[];

interface Match {
  readonly path?: { readonly type: string; readonly value: string };
  readonly headers?: readonly unknown[];
}

const replace =
  (change: (rule: Rule) => Rule): Mutate =>
  (rules, at) =>
    rules.map((rule, index) => (index === at ? change(rule) : rule));

const matchesOf = (rule: Rule) => (rule.matches ?? [{}]) as readonly Match[]; // emitted by ourselves

const onMatches = (change: (match: Match) => Match): Mutate =>
  replace((rule) => ({ ...rule, matches: matchesOf(rule).map(change) }));

const onRedirect = (change: Rule): Mutate =>
  replace((rule) => ({
    ...rule,
    filters: ((rule.filters ?? []) as readonly Rule[]).map((filter) =>
      filter.requestRedirect === undefined
        ? filter
        : { ...filter, requestRedirect: { ...(filter.requestRedirect as Rule), ...change } },
    ),
  }));

const mutations: Readonly<Record<string, Mutate>> = {
  "drops a rule": (rules, at) => rules.filter((_, index) => index !== at),
  "swaps two rules": (rules, at) => {
    const [first, second] = [rules[at], rules[(at + 1) % rules.length]];
    return rules.map((rule) =>
      rule === first ? (second ?? rule) : rule === second ? (first ?? rule) : rule,
    );
  },
  "changes a path by one character": onMatches((match) => ({
    ...match,
    path: {
      type: match.path?.type ?? "PathPrefix",
      value: (match.path?.value ?? "/").replace(/[a-z](?=[^a-z]*$)|\/$/, (found) =>
        found === "/" ? "/b" : "q",
      ),
    },
  })),
  "makes a prefix exact, or an exact path a prefix": onMatches((match) => ({
    ...match,
    path: {
      value: match.path?.value ?? "/",
      type: match.path?.type === "Exact" ? "PathPrefix" : "Exact",
    },
  })),
  "changes a back end": replace((rule) =>
    rule.backendRefs === undefined ? rule : { ...rule, backendRefs: [{ name: "other", port: 80 }] },
  ),
  "changes a port": replace((rule) =>
    rule.backendRefs === undefined
      ? rule
      : { ...rule, backendRefs: (rule.backendRefs as readonly Rule[]).map((one) => ({ ...one, port: 81 })) },
  ),
  "splits a back end": replace((rule) =>
    rule.backendRefs === undefined
      ? rule
      : { ...rule, backendRefs: [...(rule.backendRefs as readonly Rule[]), { name: "other", port: 80 }] },
  ),
  "asks for a header": onMatches((match) => ({ ...match, headers: [{ name: "x-a", value: "1" }] })),
  "forgets the headers": onMatches((match) => ({ ...match, headers: [] })),
  "asks for a method": onMatches((match) => ({ ...match, method: "GET" })),
  "changes the status of a redirect": onRedirect({ statusCode: 302 }),
  "changes where a redirect leads": onRedirect({ hostname: "elsewhere.test" }),
  "rewrites a path": replace((rule) =>
    rule.backendRefs === undefined
      ? rule
      : {
          ...rule,
          filters: [
            { type: "URLRewrite", urlRewrite: { path: { type: "ReplaceFullPath", replaceFullPath: "/z" } } },
          ],
        },
  ),
};

const segment = fc.constantFrom("a", "b", "ab", "api");
const plainPath = fc
  .tuple(fc.array(segment, { minLength: 0, maxLength: 2 }), fc.boolean())
  .map(([segments, slash]) => `/${segments.join("/")}${slash && segments.length > 0 ? "/" : ""}`);

const flavours: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  { "use-regex": "true" },
  { "permanent-redirect": "https://new.test/x" },
  { "whitelist-source-range": "10.0.0.0/8" },
  { "auth-url": "http://auth.test/" },
  { "auth-url": "http://auth.test/" },
  { "ssl-redirect": "false" },
  { "force-ssl-redirect": "true" },
  { "app-root": "/a" },
  { "rewrite-target": "/$2" },
];

const one = fc.record({
  paths: fc.uniqueArray(fc.tuple(plainPath, fc.constantFrom("Exact" as const, "Prefix" as const)), {
    minLength: 1,
    maxLength: 4,
    selector: ([text]) => (text === "/" ? text : text.replace(/\/$/, "")),
  }),
  flavour: fc.constantFrom(...flavours),
  canary: fc.constantFrom<Readonly<Record<string, string>> | undefined>(
    undefined,
    { "canary-by-header": "x-c" },
    { "canary-weight": "20" },
    { "canary-by-cookie": "c" },
  ),
  tls: fc.boolean(),
});

/** Ingresses as people write them: one per host, some with a canary beside it. */
const cluster = fc.array(one, { minLength: 1, maxLength: 2 }).map((hosts): readonly Ingress[] =>
  hosts.flatMap(({ paths, flavour, canary, tls }, index) => {
    const host = `h${index}.test`;
    const suffix = "rewrite-target" in flavour ? "(/|$)(.*)" : "";
    const list = paths.map(([text, type], at) => {
      const own = suffix === "" ? text : `${text.replace(/\/$/, "")}${suffix}`;
      return path(own, `s${at}`, suffix === "" ? type : "ImplementationSpecific");
    });
    const main = ingress(`i${index}`, { [host]: list }, { annotations: flavour, tls });
    if (canary === undefined || suffix !== "") return [main];
    const annotations = { canary: "true", ...canary };
    const beside = list.map((each) => ({ ...path(each.path, "next"), pathType: each.pathType }));
    return [main, ingress(`i${index}-next`, { [host]: beside }, { annotations })];
  }),
);

function translate(ingresses: readonly Ingress[]): readonly KubeObject[] {
  const sections = { http: "http", https: "https" };
  const gateway = { namespace: "gateway-system", name: "public", sections };
  const gatewayApi = { major: 1, minor: 5 };
  const { value } = translateCluster({
    ingresses: ingresses.map(unguarded),
    services: [],
    config: {
      target: { name: "envoy-gateway", version: undefined, gatewayApi, channel: "standard" },
      gateway,
      gatewayByClass: {},
      nginx: {},
      dns: { externalDns: undefined },
    },
    hasNamespace: () => true,
    classOf: () => "nginx",
  });
  const isGuarded = new Set(ingresses.filter((one) => unguarded(one) !== one).map(({ key }) => key));
  return value.flatMap(({ ingress: key, objects }) =>
    isGuarded.has(key) ? [...objects, ...objects.flatMap(guardOf)] : objects,
  );
}

/** The check is written by hand: no translation takes it over unasked. */
function unguarded(one: Ingress): Ingress {
  const { "nginx.ingress.kubernetes.io/auth-url": url, ...annotations } = one.annotations;
  return url === undefined ? one : { ...one, annotations };
}

function guardOf({ kind, metadata }: KubeObject): readonly KubeObject[] {
  if (kind !== "HTTPRoute" || metadata.name?.endsWith("-redirect") === true) return [];
  const targetRefs = [{ group: "gateway.networking.k8s.io", kind, name: metadata.name ?? "" }];
  return [
    {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "SecurityPolicy",
      metadata: { name: `${metadata.name}-check`, namespace: metadata.namespace ?? "shop" },
      spec: { targetRefs, extAuth: {} },
    },
  ];
}

const depth = ["", "a", "ab", "api", "q"];
const paths = [
  ...new Set(depth.flatMap((first) => depth.flatMap((second) => [`/${first}`, `/${first}/${second}`]))),
].filter((text) => !text.includes("//"));

function* samples(hosts: readonly string[]): Generator<RequestSample> {
  const headers: readonly Readonly<Record<string, string>>[] = [
    {},
    { "x-a": "1" },
    { "x-c": "always" },
    { cookie: "C=never" },
    { ":source": "10.1.2.3" },
  ];
  for (const host of hosts)
    for (const scheme of ["http", "https"] as const)
      for (const text of paths)
        for (const own of headers) {
          const request = { scheme, host, method: "GET", path: text, headers: own };
          yield request;
          yield { ...request, credentials: ["external-auth"] };
        }
}

describe("one change to the routes", () => {
  it("is noticed by a witness that differs indeed, whenever some request of many differs", () => {
    let [noticed, behind] = [0, 0];
    fc.assert(
      fc.property(
        cluster,
        fc.constantFrom(...Object.keys(mutations)),
        fc.nat(),
        fc.nat(),
        (old, name, whichRoute, whichRule) => {
          const emitted = translate(old);
          const routes = emitted.filter(({ kind }) => kind === "HTTPRoute");
          const target = routes[whichRoute % Math.max(routes.length, 1)];
          const mutate = mutations[name];
          if (target === undefined || mutate === undefined) return;
          const spec = target.spec as { readonly rules: readonly Rule[] }; // emitted by ourselves
          const rules = mutate(spec.rules, whichRule % spec.rules.length);
          const next = emitted.map((object) =>
            object === target ? { ...target, spec: { ...spec, rules } } : object,
          );

          const proof = proveThat(old, next);

          const [before, after] = [
            buildNginxTable(old, nginxWorld({})),
            buildGatewayTable(next, {
              target: "envoy-gateway",
              sections: { http: "http", https: "https" },
              services: [],
            }),
          ];
          const differs = (request: RequestSample): boolean => {
            const [was, is] = [answerNginx(before, request), answerGateway(after, request)];
            const difference = compareAnswers(request, was, is);
            const context = { isDeep: false, label: request.host, request };
            return difference !== undefined && recogniseDeviation(difference, was, is, context) === undefined;
          };
          for (const { witnesses } of proof.hosts) {
            for (const witness of witnesses) {
              expect(answerNginx(before, witness.request).outcome).toEqual(witness.old);
              expect(answerGateway(after, witness.request).outcome).toEqual(witness.new);
              if (witness.request.credentials !== undefined && !witness.accepted) behind += 1;
              if (!witness.accepted) expect(differs(witness.request), JSON.stringify(witness)).toBe(true);
            }
          }
          for (const { host, verdict } of proof.hosts) {
            if (verdict === "different" || host === "*") continue;
            const isTls = old.some(
              ({ spec: { rules: own, tls }, annotations }) =>
                own.some((rule) => rule.host === host) &&
                (tls.length > 0 || "nginx.ingress.kubernetes.io/force-ssl-redirect" in annotations),
            );
            for (const request of samples([host])) {
              // https to a host without TLS is not part of the comparison.
              if (request.scheme === "https" && !isTls) continue;
              expect(differs(request), `${name}: ${JSON.stringify(request)}`).toBe(false);
            }
          }
          if (!proof.equivalent && proveThat(old, emitted).equivalent) noticed += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(noticed).toBeGreaterThan(30);
    expect(behind).toBeGreaterThan(10);
  }, 120_000);
});

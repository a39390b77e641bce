/**
 * What holds for any host: either a target refuses it, or its routes answer as nginx does. Expressions and prefixes are mixed, so that
 * each data plane's own order and anchoring are put to the test.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type TargetName, targetNames } from "../../../src/model/config.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { targets } from "../../../src/targets/index.ts";
import { translateCluster } from "../../../src/translate/translate.ts";
import { prove } from "../../../src/verify/prove.ts";
import { ingressesOf, inputOf } from "../translate/given.ts";

interface WrittenPath {
  readonly path: string;
  readonly pathType: string;
  readonly service: string;
}

interface WrittenIngress {
  readonly host: string;
  readonly tls: boolean;
  readonly isRegex: boolean;
  readonly paths: readonly WrittenPath[];
}

function yamlOf(ingresses: readonly WrittenIngress[]): string {
  return ingresses
    .map(({ host, tls, isRegex, paths }, index) =>
      JSON.stringify({
        kind: "Ingress",
        metadata: {
          name: `i${index}`,
          annotations: isRegex ? { "nginx.ingress.kubernetes.io/use-regex": "true" } : {},
        },
        spec: {
          rules: [
            {
              host,
              http: {
                paths: paths.map(({ path, pathType, service }) => ({
                  path,
                  pathType,
                  backend: { service: { name: service, port: { number: 80 } } },
                })),
              },
            },
          ],
          ...(tls && { tls: [{ hosts: [host], secretName: "x" }] }),
        },
      }),
    )
    .join("\n---\n");
}

/** Kinds of differences that verdicts announce, by target. */
const announced: Readonly<Partial<Record<TargetName, RegExp>>> = {
  kong: /with 308 and the new routes with 301|^nginx redirects to (\S+)\?q=1, the new routes to \1\.$/,
  gke: /with 308 and the new routes with 301/,
};

/** On Traefik a wildcard host's longer path outranks the exact host's shorter one. */
function hostsCompete(ingresses: readonly WrittenIngress[], target: TargetName): boolean {
  return target === "traefik" && ingresses.some(({ host }) => host.startsWith("*"));
}

function unannounced(
  ingresses: readonly WrittenIngress[],
  target: TargetName,
): readonly string[] | undefined {
  const given = ingressesOf(yamlOf(ingresses));
  const { value: emissions } = translateCluster(inputOf(given, [], { target }));
  if (emissions.some(({ blocked }) => blocked)) return undefined;
  const proof = prove({
    old: given,
    oldWorld: nginxWorld({}),
    new: emissions.flatMap(({ objects }) => objects),
    newWorld: { target, sections: { http: "http", https: "https" }, services: [] },
    accepted: new Set(),
  });
  if (hostsCompete(ingresses, target)) return undefined;
  return proof.hosts
    .flatMap(({ witnesses }) => witnesses)
    .filter(({ accepted, reason }) => !accepted && announced[target]?.test(reason) !== true)
    .map(({ request, reason }) => `${target} ${request.scheme}://${request.host}${request.path} ${reason}`);
}

function law(
  judged: readonly TargetName[],
  paths: fc.Arbitrary<WrittenPath>,
  isRegex: fc.Arbitrary<boolean>,
  hosts: readonly string[],
): ReadonlyMap<TargetName, number> {
  const ingress = fc.record({
    host: fc.constantFrom(...hosts),
    tls: fc.boolean(),
    isRegex,
    paths: fc.uniqueArray(paths, { minLength: 1, maxLength: 4, selector: ({ path }) => path }),
  });
  const counts = new Map<TargetName, number>();
  fc.assert(
    fc.property(fc.array(ingress, { minLength: 1, maxLength: 2 }), (ingresses) => {
      for (const target of judged) {
        const found = unannounced(ingresses, target);
        if (found === undefined) continue;
        counts.set(target, (counts.get(target) ?? 0) + 1);
        expect(found).toEqual([]);
      }
    }),
    { numRuns: 80 },
  );
  return counts;
}

const services = fc.constantFrom("one", "two", "three");

test("plain hosts", { timeout: 60_000 }, () => {
  const path = fc.record({
    path: fc.constantFrom("/", "/a", "/a/", "/a/b", "/ab", "/b/", "/b/c/d"),
    pathType: fc.constantFrom("Prefix", "Exact", "ImplementationSpecific"),
    service: services,
  });
  const counts = law(targetNames, path, fc.constant(false), ["a.test", "b.a.test", "*.a.test"]);

  for (const target of targetNames) expect(counts.get(target) ?? 0).toBeGreaterThan(10);
});

test("regex hosts", { timeout: 60_000 }, () => {
  // The others narrow literal paths to prefixes, and say so.
  const readers = targetNames.filter((name) => targets[name].regex !== undefined);
  const path = fc.record({
    path: fc.constantFrom("/", "/a", "/a/", "/a/b", "/a.*", "/a/[0-9]+", "/[a-z]+/b$", "/a/(b|c)", "/A/b.d"),
    pathType: fc.constantFrom("Prefix", "Exact", "ImplementationSpecific"),
    service: services,
  });
  const counts = law(readers, path, fc.boolean(), ["a.test"]);

  for (const target of readers) expect(counts.get(target) ?? 0).toBeGreaterThan(10);
});

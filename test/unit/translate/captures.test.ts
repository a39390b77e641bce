/**
 * Groups of a path put together anew, where the implementation has an object for it.
 */
import { describe, expect, test } from "vitest";
import type { TargetName } from "../../../src/model/config.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { prove } from "../../../src/verify/prove.ts";
import { ingressesOf, simple, translated } from "./given.ts";

const rewrite = { "use-regex": "true", "rewrite-target": "/new/$2/by/$1" };
const path = "/u/([a-z]+)/p/([0-9]+)";

function emissionOf(target: TargetName, annotations: Record<string, string>, paths: string[]) {
  return translated(simple(annotations, paths), { target }).value[0];
}

describe("a rewrite that no path modifier says", () => {
  test("is a filter of Envoy Gateway", () => {
    const emission = emissionOf("envoy-gateway", rewrite, [`${path} web:80`]);

    expect(emission?.objects).toMatchObject([
      {
        spec: {
          rules: [
            {
              matches: [{ path: { type: "RegularExpression", value: `(?i)${path}.*` } }],
              filters: [
                {
                  type: "ExtensionRef",
                  extensionRef: {
                    group: "gateway.envoyproxy.io",
                    kind: "HTTPRouteFilter",
                    name: "web-rewrite",
                  },
                },
              ],
            },
          ],
        },
      },
      {
        kind: "HTTPRouteFilter",
        metadata: { name: "web-rewrite", namespace: "default" },
        spec: {
          urlRewrite: {
            path: {
              type: "ReplaceRegexMatch",
              replaceRegexMatch: { pattern: `(?i)^${path}.*`, substitution: "/new/\\2/by/\\1" },
            },
          },
        },
      },
    ]);
    const verdict = emission?.verdicts.find(({ key }) => key.endsWith("/rewrite-target"))?.verdict;
    expect(verdict).toBe("equivalent-with");
  });

  test("is a Middleware of Traefik", () => {
    const emission = emissionOf("traefik", rewrite, [`${path} web:80`]);
    const middleware = emission?.objects.find(({ kind }) => kind === "Middleware");

    expect(middleware?.spec).toEqual({
      replacePathRegex: { regex: `(?i)^${path}.*`, replacement: "/new/\u0024{2}/by/\u0024{1}" },
    });
  });

  test("is a TrafficPolicy of kgateway that only the rule refers to, from 2.2", () => {
    const emission = emissionOf("kgateway", rewrite, [`${path} web:80`, "/ web:80"]);
    const policy = emission?.objects.find(({ metadata }) => metadata.name === "web-rewrite");
    const older = translated(simple(rewrite, [`${path} web:80`]), { target: "kgateway", version: "2.1" });

    expect(policy).toMatchObject({
      apiVersion: "gateway.kgateway.dev/v1alpha1",
      kind: "TrafficPolicy",
      spec: {
        urlRewrite: { pathRegex: { pattern: `(?i)^${path}.*`, substitution: "/new/\\2/by/\\1" } },
      },
    });
    expect(older.value[0]?.blocked).toBe(true);
  });

  test.each(["envoy-gateway", "kgateway", "traefik"] as const)(
    "is proved on %s, and its change is seen",
    (target) => {
      const yaml = simple(rewrite, [`${path} web:80`]);
      const objects = translated(yaml, { target }).value.flatMap((emission) => emission.objects);
      const verdict = (changed: (text: string) => string) =>
        prove({
          old: ingressesOf(yaml),
          oldWorld: nginxWorld({}),
          new: JSON.parse(changed(JSON.stringify(objects))) as KubeObject[], // what was printed, with one text changed
          newWorld: { target, sections: { http: "http", https: "https" }, services: [] },
          accepted: new Set(),
        }).hosts.find(({ host }) => host === "a.test")?.verdict;

      expect(verdict((text) => text)).toBe("equivalent");
      expect(verdict((text) => text.replace("/new/", "/old/"))).toBe("different");
    },
  );

  test("is one object for equal rewrites and one for each other", () => {
    const emission = emissionOf("envoy-gateway", rewrite, [
      `${path} web:80`,
      "/other/([a-z]+)/([0-9]+)/x web:80",
    ]);
    const filters = emission?.objects.filter(({ kind }) => kind === "HTTPRouteFilter") ?? [];

    expect(filters.map(({ metadata }) => metadata.name)).toEqual(["web-rewrite", "web-rewrite-2"]);
  });

  test.each(["standard", "cilium", "istio", "kong", "gke"] as const)("stops the Ingress on %s", (target) => {
    expect(emissionOf(target, rewrite, [`${path} web:80`])?.blocked).toBe(true);
  });

  test.each([
    ["/$1/$host", "/a/([a-z]+)/b/"],
    ["https://new.test/$1", "/a/([a-z]+)/b/"],
    ["/$1", "/a/(?=b)([a-z]+)/b/"],
  ])("%s of %s needs a person everywhere", (target, text) => {
    const annotations = { "use-regex": "true", "rewrite-target": target };

    expect(emissionOf("envoy-gateway", annotations, [`${text} web:80`])?.blocked).toBe(true);
  });

  test("prefix stripping stays a path modifier", () => {
    const emission = emissionOf("envoy-gateway", { "rewrite-target": "/$2" }, ["/x(/|$)(.*) web:80"]);

    expect(emission?.objects.map(({ kind }) => kind)).toEqual(["HTTPRoute"]);
  });
});

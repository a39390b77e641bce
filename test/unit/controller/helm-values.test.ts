import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import type { Json } from "../../../src/model/kube.ts";
import { settingsOfValues, type ValuesLayer } from "../../../src/sources/controller/helm-values.ts";

const path = toRepoPath("values.yaml");

function layer(value: Json): ValuesLayer {
  if (path === undefined) throw new Error("a path");
  return { value, place: (keyPath) => ({ path, line: keyPath.length, column: 1 }) };
}

describe("values of the chart ingress-nginx", () => {
  it("become entries as text, flags, and a class", () => {
    const settings = settingsOfValues([
      layer({
        controller: {
          config: { "proxy-body-size": 0, "ssl-redirect": false, "hsts-max-age": "600" },
          extraArgs: { "default-ssl-certificate": "edge/wildcard" },
          ingressClassResource: { name: "internal", controllerValue: "k8s.io/internal" },
          allowSnippetAnnotations: true,
          addHeaders: { "X-Frame-Options": "DENY" },
        },
        tcp: { 5432: "db/postgres:5432" },
      }),
    ]);

    expect(settings.className).toBe("internal");
    expect(settings.entries).toEqual({
      "allow-snippet-annotations": "true",
      "add-headers": "X-Frame-Options",
      "proxy-body-size": "0",
      "ssl-redirect": "false",
      "hsts-max-age": "600",
    });
    expect(settings.flags).toEqual({
      "controller-class": "k8s.io/internal",
      "default-ssl-certificate": "edge/wildcard",
      "tcp-services-configmap": "1 ports",
    });
  });

  it("are merged key by key, and null takes a key away", () => {
    const settings = settingsOfValues([
      layer({ controller: { config: { hsts: "false", "block-cidrs": "10.0.0.0/8", "use-gzip": "true" } } }),
      layer({ controller: { config: { hsts: "true", "block-cidrs": null } } }),
    ]);

    expect(settings.entries).toEqual({ hsts: "true", "use-gzip": "true" });
  });

  it("serve the class nginx where they name none", () => {
    expect(settingsOfValues([]).className).toBe("nginx");
  });
});

import { describe, expect, test } from "vitest";
import { translateCluster } from "../../../src/translate/translate.ts";
import { ingressesOf, inputOf, simple, translated } from "./given.ts";

const ingress = (name: string, annotations: Record<string, string> = {}, tls = false) =>
  JSON.stringify({
    kind: "Ingress",
    metadata: { name, namespace: "shop", annotations },
    spec: {
      rules: [
        {
          host: `${name}.test`,
          http: { paths: [{ path: "/", backend: { service: { name, port: { number: 80 } } } }] },
        },
      ],
      ...(tls && { tls: [{ secretName: name }] }),
    },
  });

const metadataOf = (yaml: string, setting = {}) =>
  translated(yaml, setting).value.flatMap(({ objects }) => objects.map(({ metadata }) => metadata));

describe("what a route carries of its Ingress", () => {
  test("annotations of people and tools stay, those of controllers of the Ingress do not", () => {
    const annotations = {
      team: "sre",
      "argocd.argoproj.io/sync-wave": "2",
      "argocd.argoproj.io/tracking-id": "x",
      "cert-manager.io/cluster-issuer": "le",
      "kubernetes.io/ingress.class": "nginx",
      "kubernetes.io/tls-acme": "true",
      "meta.helm.sh/release-name": "web",
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
      "nginx.ingress.kubernetes.io/ssl-redirect": "true",
      "external-dns.alpha.kubernetes.io/hostname": "web.test",
    };
    const { value, diagnostics } = translated(ingress("web", annotations));

    expect(value[0]?.objects[0]?.metadata.annotations).toEqual({
      "argocd.argoproj.io/sync-wave": "2",
      team: "sre",
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["external-dns-stays-on-ingress", "certificate-issued-for-ingress"]),
    );
  });

  test("keys of other Ingress controllers stay behind: some gateways would begin to obey them", () => {
    const annotations = {
      "gethomepage.dev/name": "Web",
      "konghq.com/strip-path": "true",
      "nginx.org/websocket-services": "web",
      "traefik.ingress.kubernetes.io/router.middlewares": "auth@file",
      "haproxy.org/ssl-redirect": "true",
      "alb.ingress.kubernetes.io/scheme": "internet-facing",
    };

    expect(metadataOf(ingress("web", annotations)).map((metadata) => metadata.annotations)).toEqual([
      { "gethomepage.dev/name": "Web" },
    ]);
  });

  test("a repository that drives DNS keeps it away from the new routes", () => {
    const externalDns = { version: "0.21", prefix: "external-dns.alpha.kubernetes.io/" };

    expect(metadataOf(ingress("web"), { externalDns })).toEqual([
      {
        name: "web",
        namespace: "shop",
        annotations: { "external-dns.alpha.kubernetes.io/controller": "none" },
      },
    ]);
  });

  test("no namespace where the text of the Ingress writes none", () => {
    const input = { ...inputOf(ingressesOf(simple({})), []), hasNamespace: () => false };
    const [emission] = translateCluster(input).value;

    expect(emission?.objects[0]?.metadata).toEqual({ name: "web" });
  });

  test("a derived name never takes that of another Ingress", () => {
    const yaml = [ingress("web", {}, true), ingress("web-redirect"), ingress("web-redirect-2")].join(
      "\n---\n",
    );

    expect(metadataOf(yaml).map(({ name }) => name)).toEqual([
      "web",
      "web-redirect-3",
      "web-redirect",
      "web-redirect-2",
    ]);
  });

  test("the Gateway of its class comes before the one of all", () => {
    const base = inputOf(ingressesOf(ingress("web")), []);
    const gateway = { namespace: "edge", name: "internal", sections: { http: "web", https: "websecure" } };
    const input = {
      ...base,
      config: { ...base.config, gatewayByClass: { internal: gateway } },
      classOf: () => "internal",
    };
    const [emission] = translateCluster(input).value;

    expect(emission?.objects[0]).toMatchObject({
      spec: { parentRefs: [{ namespace: "edge", name: "internal", sectionName: "web" }] },
    });
  });
});

import { describe, expect, it } from "vitest";
import { overlaySnapshot } from "../../../src/flows/overlay.ts";
import { proposeWave } from "../../../src/flows/propose.ts";
import { stageOf } from "../../../src/flows/reconcile/stages.ts";
import { collectWaves } from "../../../src/flows/reconcile/waves.ts";
import { surveySnapshot } from "../../../src/flows/survey.ts";
import { covers, listenerFor } from "../../../src/gateway/listeners.ts";
import { planGateway } from "../../../src/gateway/plan-gateway.ts";
import { toIngressKey } from "../../../src/model/brands.ts";
import type { GatewayListener } from "../../../src/model/config.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { addWaveText } from "../../../src/report/pull-request-body.ts";

const parent = { kind: "Gateway", namespace: "gw", name: "public" } as const;

function listener(name: string, hostname: string, scheme: "http" | "https" = "https"): GatewayListener {
  return { parent, name, scheme, port: scheme === "http" ? 80 : 443, hostname };
}

describe("the listener of a host", () => {
  it.each([
    ["", "a.test", true],
    ["a.test", "a.test", true],
    ["*.test", "a.b.test", true],
    ["*.test", "test", false],
    ["*.test", "*.test", true],
    ["a.test", "", false],
    ["*.a.test", "xa.test", false],
  ])("%j covers %j: %s", (hostname, host, expected) => {
    expect(covers(hostname, host)).toBe(expected);
  });

  it.each([
    ["a.b.test", "exact"],
    ["x.b.test", "deep"],
    ["x.test", "wide"],
    ["other.org", "https"],
    ["", "https"],
  ])("of %j is the most specific: %s", (host, name) => {
    const all = [
      listener("https", ""),
      listener("wide", "*.test"),
      listener("deep", "*.b.test"),
      listener("exact", "a.b.test"),
      listener("http", "", "http"),
    ];

    expect(listenerFor(all, "https", host, "https")?.name).toBe(name);
  });

  it("is the stated one among equals, and none where none covers", () => {
    const all = [listener("one", "*.test"), listener("two", "*.test")];

    expect(listenerFor(all, "https", "a.test", "two")?.name).toBe("two");
    expect(listenerFor(all, "https", "a.org", "two")).toBeUndefined();
    expect(listenerFor(all, "http", "a.test", "two")).toBeUndefined();
  });

  it("on another port than the stated one is left alone", () => {
    const inside = { ...listener("inside", "a.test"), port: 8443 };

    expect(listenerFor([inside, listener("https", "")], "https", "a.test", "https")?.name).toBe("https");
  });
});

function ingress(
  name: string,
  namespace: string,
  hosts: readonly string[],
  tls: Ingress["spec"]["tls"],
): Ingress {
  return {
    key: toIngressKey(namespace, name),
    namespace,
    name,
    labels: {},
    annotations: {},
    creationTimestamp: undefined,
    spec: {
      ingressClassName: "nginx",
      defaultBackend: undefined,
      rules: hosts.map((host) => ({ host: host === "" ? undefined : host, paths: [] })),
      tls,
    },
  };
}

const choice = { namespace: "gw", name: "public", sections: { http: "http", https: "https" } };

function plan(ingresses: readonly Ingress[], changes: Partial<Parameters<typeof planGateway>[0]> = {}) {
  return planGateway({
    choice,
    target: "cilium",
    ingresses,
    classes: [],
    defaultCertificate: undefined,
    ...changes,
  });
}

const listenersOf = (objects: readonly KubeObject[]) => {
  const gateway = objects.find(({ kind }) => kind === "Gateway");
  const { listeners } = JSON.parse(JSON.stringify(gateway?.["spec"] ?? { listeners: [] })) as {
    listeners: {
      name: string;
      hostname?: string;
      tls?: { certificateRefs: { namespace?: string; name: string }[] };
    }[];
  }; // what was planned just now
  return listeners.map(({ name, hostname = "", tls }) =>
    [name, hostname, ...(tls?.certificateRefs ?? []).map((ref) => `${ref.namespace ?? ""}/${ref.name}`)].join(
      " ",
    ),
  );
};

describe("a planned Gateway", () => {
  it("has one listener per certificate name, and grants for secrets of other namespaces", () => {
    const { value, diagnostics } = plan([
      ingress(
        "a",
        "shop",
        ["a.test", "plain.test"],
        [{ hosts: ["a.test", "plain.test"], secretName: "a-tls" }],
      ),
      ingress("b", "gw", ["x.b.test", "y.b.test"], [{ hosts: ["*.b.test"], secretName: "b-tls" }]),
      ingress("c", "shop", ["c.test"], []),
    ]);

    expect(diagnostics).toEqual([]);
    expect(value.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      "Gateway gw/public",
      "ReferenceGrant shop/public-certificates",
    ]);
    expect(listenersOf(value)).toEqual([
      "http ",
      "https-wildcard-b-test *.b.test /b-tls",
      "https-a-test a.test shop/a-tls",
      "https-plain-test plain.test shop/a-tls",
    ]);
  });

  it("serves a host that its Ingress's tls does not name with the default certificate, or says that it cannot", () => {
    const mixed = [ingress("a", "shop", ["a.test", "b.test"], [{ hosts: ["a.test"], secretName: "a-tls" }])];

    const without = plan(mixed);
    const withDefault = plan(mixed, { defaultCertificate: { namespace: "edge", name: "wildcard" } });

    expect(without.diagnostics.map(({ code }) => code)).toEqual(["gateway-not-planned"]);
    expect(listenersOf(without.value)).toEqual(["http ", "https-a-test a.test shop/a-tls"]);
    expect(listenersOf(withDefault.value)).toEqual([
      "http ",
      "https-a-test a.test shop/a-tls",
      "https-b-test b.test edge/wildcard",
    ]);
  });

  it("is not written with more listeners than a Gateway may have", () => {
    const hosts = Array.from({ length: 64 }, (_, index) => `h${index}.test`);

    const { value, diagnostics } = plan([ingress("a", "shop", hosts, [{ hosts, secretName: "a-tls" }])]);

    expect(value).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["gateway-too-many-listeners"]);
  });

  it.each([
    ["envoy-gateway", ["GatewayClass eg", "Gateway public"]],
    ["cilium", ["Gateway public"]],
    ["standard", []],
  ] as const)("for %s comes with %j", (target, expected) => {
    const { value } = plan([], { target });

    expect(value.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(expected);
  });

  it("takes the class that stands in the repository, or the one that is stated", () => {
    const standing: KubeObject = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      metadata: { name: "edge" },
      spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
    };
    const className = (objects: readonly KubeObject[]) =>
      JSON.stringify(objects.find(({ kind }) => kind === "Gateway")?.["spec"] ?? "").match(
        /"gatewayClassName":"(\w+)"/,
      )?.[1];

    expect(className(plan([], { target: "envoy-gateway", classes: [standing] }).value)).toBe("edge");
    const stated = { ...choice, create: { className: "mine", directory: undefined } };
    expect(className(plan([], { target: "standard", choice: stated }).value)).toBe("mine");
  });
});

const manifest = (namespace: string, host: string, secret: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: cart, namespace: ${namespace}}
spec:
  ingressClassName: nginx
  tls: [{hosts: [${host}], secretName: ${secret}}]
  rules:
    - host: ${host}
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
`;

const settings = (create: string) =>
  `version: 1\ntarget: {name: cilium, gatewayApi: "1.5"}\ngateway: {name: public, namespace: gw${create}}\n`;

const gateway = (listener: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: gw}
spec:
  gatewayClassName: cilium
  listeners:
    - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
    - {name: https, port: 443, protocol: HTTPS, ${listener}}
`;

function codesWith(listener: string, others = ""): readonly string[] {
  const snapshot = memorySnapshot({
    ".github/tidegate.yml": settings(""),
    "cart.yaml": manifest("shop", "cart.shop.test", "cart-tls"),
    "gateway.yaml": gateway(listener) + others,
  });
  return surveySnapshot(snapshot, {})
    .diagnostics.map(({ code }) => code)
    .filter((code) => code.startsWith("gateway-") || code === "certificate-needed-on-gateway");
}

const all = "allowedRoutes: {namespaces: {from: All}}";
const own = "tls: {certificateRefs: [{name: cart-tls, namespace: shop}]}";
const grant = (secret: string) => `---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: certificates, namespace: shop}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: gw}]
  to: [{group: "", kind: Secret, name: ${secret}}]
`;

describe("a Gateway of the repository", () => {
  it.each([
    ["serves the host with its secret", `${own}, ${all}`, grant("cart-tls"), []],
    ["may not read the secret", `${own}, ${all}`, "", ["gateway-certificate-grant-missing"]],
    ["may read another secret only", `${own}, ${all}`, grant("other"), ["gateway-certificate-grant-missing"]],
    [
      "has another certificate",
      `tls: {certificateRefs: [{name: all}]}, ${all}`,
      "",
      ["gateway-certificate-differs"],
    ],
    ["has no certificate", `tls: {}, ${all}`, "", ["gateway-certificate-missing"]],
    ["has a certificate by other means", `tls: {options: {x/y: z}}, ${all}`, "", []],
    ["takes its own namespace only", "tls: {options: {x/y: z}}", "", ["gateway-routes-refused"]],
    [
      "takes namespaces by a label nobody shows",
      "tls: {options: {x/y: z}}, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {edge: open}}}}",
      "",
      ["gateway-routes-selected"],
    ],
    [
      "takes the namespace by name",
      "tls: {options: {x/y: z}}, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}}",
      "",
      [],
    ],
    [
      "takes another namespace by name",
      "tls: {options: {x/y: z}}, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: blog}}}}",
      "",
      ["gateway-routes-refused"],
    ],
    [
      "is for other hosts",
      `hostname: "*.blog.test", ${own}, ${all}`,
      grant("cart-tls"),
      ["gateway-host-uncovered"],
    ],
  ])("that %s", (_name, listener, others, expected) => {
    expect(codesWith(listener, others)).toEqual(expected);
  });

  it("with listeners of one certificate is warned about", () => {
    const snapshot = memorySnapshot({
      ".github/tidegate.yml": settings(""),
      "a.yaml": manifest("shop", "a.shop.test", "all"),
      "b.yaml": manifest("blog", "b.shop.test", "all"),
      "gateway.yaml": `${gateway(`hostname: a.shop.test, tls: {certificateRefs: [{name: all}]}, ${all}`)}    - {name: other, port: 443, protocol: HTTPS, hostname: b.shop.test, tls: {certificateRefs: [{name: all}]}, ${all}}\n`,
    });

    const { diagnostics } = surveySnapshot(snapshot, {});

    expect(
      diagnostics.filter(({ code }) => code === "gateway-certificate-shared").map(({ params }) => params),
    ).toEqual([{ gateway: "gw/public", secret: "gw/all", listeners: ["https", "other"] }]);
  });
});

describe("wave 0", () => {
  const propose = (files: Readonly<Record<string, string>>) => {
    const survey = surveySnapshot(memorySnapshot(files), {}).value;
    return {
      numbers: survey.waves.map(({ number }) => number),
      proposed: proposeWave(survey, { kind: "add", wave: 0, cluster: undefined, accepted: new Set() }),
    };
  };
  const cart = manifest("shop", "cart.shop.test", "cart-tls");

  it("exists only where the configuration asks for it and no Gateway stands", () => {
    expect(propose({ ".github/tidegate.yml": settings(""), "cart.yaml": cart }).numbers).toEqual([1]);
    expect(
      propose({ ".github/tidegate.yml": settings(", create: true"), "cart.yaml": cart }).numbers,
    ).toEqual([0, 1]);
    expect(
      propose({
        ".github/tidegate.yml": settings(", create: true"),
        "cart.yaml": cart,
        "gateway.yaml": gateway(`${own}, ${all}`),
      }).numbers,
    ).toEqual([1]);
  });

  it("lists its file in the kustomization that deploys the Ingresses", () => {
    const { proposed } = propose({
      ".github/tidegate.yml": settings(", create: true"),
      "apps/cart.yaml": cart,
      "apps/kustomization.yaml": "resources: [cart.yaml]\n",
    });

    expect(proposed.diagnostics).toEqual([]);
    expect(proposed.value.changes.files.map(({ path, action }) => `${action} ${path}`)).toEqual([
      "edit apps/kustomization.yaml",
      "add apps/public.gateway.yaml",
    ]);
  });

  it("goes where the configuration says", () => {
    const { proposed } = propose({
      ".github/tidegate.yml": settings(", create: {directory: infra/edge}"),
      "apps/cart.yaml": cart,
    });

    expect(proposed.value.changes.files.map(({ path }) => path)).toEqual(["infra/edge/public.gateway.yaml"]);
  });

  it("writes nothing where a kustomization would change the Gateway's namespace", () => {
    const { proposed } = propose({
      ".github/tidegate.yml": settings(", create: true"),
      "apps/cart.yaml": cart,
      "apps/kustomization.yaml": "namespace: shop\nresources: [cart.yaml]\n",
    });

    expect(proposed.value.changes.files).toEqual([]);
    expect(proposed.diagnostics.map(({ code }) => code)).toEqual(["gateway-not-planned"]);
  });
});

describe("wave 0 in the App", () => {
  const files = {
    ".github/tidegate.yml": settings(", create: true"),
    "cart.yaml": manifest("shop", "cart.shop.test", "cart-tls"),
  };
  const facts = (survey: ReturnType<typeof surveySnapshot>["value"]) => ({
    survey,
    actual: { pulls: [], branches: new Map(), ownHeads: new Set<string>() },
    verdict: undefined,
    isAsked: false,
    isRemovalAsked: false,
    repositoryUrl: "https://git.test/a/b",
  });

  it("is planned for the cluster whose Gateway is missing, though it has no service", () => {
    const survey = surveySnapshot(memorySnapshot(files), {}).value;

    const waves = collectWaves(survey, []);

    expect(waves.map((wave) => `${wave.wave} ${wave.cluster} ${stageOf(wave, facts(survey)).kind}`)).toEqual([
      "0 default planned",
      "1 default planned",
    ]);
  });

  it("has a pull request that says what it adds and that nothing moves", () => {
    const survey = surveySnapshot(memorySnapshot(files), {}).value;
    const { value } = proposeWave(survey, { kind: "add", wave: 0, cluster: "default", accepted: new Set() });

    const { title, text } = addWaveText(value, {
      repositoryUrl: "https://git.test/a/b",
      base: "0".repeat(40),
      waveName: "the Gateway",
      cluster: "default",
      namesCluster: false,
      soak: "48 h",
      requiredChecks: [],
      diagnostics: [],
      accepted: [],
      markerLength: 0,
    });

    expect(title).toBe("feat(gateway): wave 0: the Gateway");
    expect(text).toContain("`gateway/public.gateway.yaml`");
    expect(text).toContain("moves no traffic");
    expect(text).not.toContain("What moves");
  });

  it("stays away once the Gateway is there", () => {
    const first = surveySnapshot(memorySnapshot(files), {}).value;
    const { value } = proposeWave(first, { kind: "add", wave: 0, cluster: undefined, accepted: new Set() });
    const survey = surveySnapshot(overlaySnapshot(memorySnapshot(files), value.changes), {}).value;

    expect(collectWaves(survey, []).map(({ wave }) => wave)).toEqual([1]);
  });
});

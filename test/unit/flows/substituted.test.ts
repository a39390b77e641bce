/** Ingresses whose texts Flux fills in: what becomes of them from the inventory to the proof. */
import { describe, expect, it } from "vitest";
import { proposeWave } from "../../../src/flows/propose.ts";
import { surveySnapshot } from "../../../src/flows/survey.ts";
import { toIngressKey } from "../../../src/model/brands.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { ingressId } from "../../../src/plan/waves.ts";

interface IngressShape {
  readonly host: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly tls?: string;
  readonly path?: string;
  readonly className?: string;
  readonly service?: string;
  readonly port?: string;
}

const nginx = "nginx.ingress.kubernetes.io/";

function ingress(name: string, shape: IngressShape): string {
  return JSON.stringify({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop", annotations: shape.annotations ?? {} },
    spec: {
      ingressClassName: shape.className ?? "nginx",
      ...(shape.tls === undefined ? {} : { tls: [{ hosts: [shape.host], secretName: shape.tls }] }),
      rules: [
        {
          host: shape.host,
          http: {
            paths: [
              {
                path: shape.path ?? "/",
                pathType: "Prefix",
                backend: { service: { name: shape.service ?? name, port: { number: shape.port ?? 80 } } },
              },
            ],
          },
        },
      ],
    },
  });
}

interface World {
  readonly apps: Readonly<Record<string, string>>;
  readonly postBuild?: unknown;
  readonly target?: string;
  readonly more?: Readonly<Record<string, string>>;
}

function repository({ apps, postBuild, target, more }: World) {
  const kustomization = (name: string, path: string, spec: object) =>
    JSON.stringify({
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name, namespace: "flux-system" },
      spec: { path, prune: true, sourceRef: { kind: "GitRepository", name: "flux-system" }, ...spec },
    });
  return memorySnapshot({
    ".github/tidegate.yml": `version: 1\ntarget: {name: ${target ?? "cilium"}, gatewayApi: "1.5"}\ngateway: {name: public, namespace: gw}\n`,
    "clusters/prod/flux-system/gotk-sync.yaml": kustomization("flux-system", "./clusters/prod", {}),
    "clusters/prod/apps.yaml": kustomization("apps", "./apps", { postBuild }),
    ...Object.fromEntries(Object.entries(apps).map(([name, text]) => [`apps/${name}.yaml`, text])),
    ...more,
  });
}

const domain = { substitute: { DOMAIN: "shop.test" } };
const encrypted = { substituteFrom: [{ kind: "Secret", name: "gone" }] };

function look(world: World) {
  const { value: survey } = surveySnapshot(repository(world), {});
  const [cluster] = survey.clusters;
  const emissions = new Map(
    (cluster?.emissions ?? []).map((emission) => [String(emission.ingress), emission]),
  );
  return {
    survey,
    objects: (name: string) => emissions.get(`shop/${name}`)?.objects ?? [],
    codes: (name: string) => [
      ...new Set(
        (survey.blockers.get(ingressId("prod", toIngressKey("shop", name))) ?? []).map(({ code }) => code),
      ),
    ],
    services: survey.waves.flatMap(({ services }) => services),
  };
}

describe("a host with a variable", () => {
  it("goes into the route as text, outside its braces in lower case", () => {
    const { objects, codes, services } = look({
      apps: { cart: ingress("cart", { host: `Cart.\${Domain}` }) },
      postBuild: { substitute: { Domain: "shop.test" } },
    });

    expect(codes("cart")).toEqual([]);
    expect(objects("cart")).toMatchObject([{ spec: { hostnames: [`cart.\${Domain}`] } }]);
    expect(services.map(({ hosts }) => hosts)).toEqual([[`cart.\${Domain}`]]);
  });

  it("goes into the route where the value is not in the repository", () => {
    const { objects, codes } = look({
      apps: { cart: ingress("cart", { host: `cart.\${DOMAIN}`, tls: `\${NAME}-tls` }) },
      postBuild: encrypted,
    });

    expect(codes("cart")).toEqual([]);
    expect(objects("cart").map(({ spec }) => spec)).toMatchObject([
      { hostnames: [`cart.\${DOMAIN}`] },
      { hostnames: [`cart.\${DOMAIN}`] },
    ]);
  });

  it.each([
    [`\${DOMAIN}`, {}, "substitution-value-unusable"],
    [`cart.\${DOMAIN}`, {}, "substitution-value-unusable"],
    [`\${DOMAIN}`, { DOMAIN: "shop test" }, "substitution-value-unusable"],
    [`\${DOMAIN}`, { DOMAIN: "10.0.0.1" }, "substitution-value-unusable"],
    [`\${DOMAIN/}`, { DOMAIN: "shop.test" }, "ingress-placeholder"],
  ])("%s with %j is %s", (host, values, code) => {
    const substitute = { OTHER: "x", ...values };
    const { objects, codes } = look({ apps: { cart: ingress("cart", { host }) }, postBuild: { substitute } });

    expect(codes("cart")).toContain(code);
    expect(objects("cart")).toEqual([]);
  });

  it("that becomes a wildcard is proved as one and carried as text", () => {
    const { objects, codes } = look({
      apps: { cart: ingress("cart", { host: `\${ANY}` }) },
      postBuild: { substitute: { ANY: "*.shop.test" } },
    });

    expect(codes("cart")).toEqual([]);
    expect(objects("cart")).toMatchObject([{ spec: { hostnames: [`\${ANY}`] } }]);
  });

  it.each([undefined, {}])("stays where nothing substitutes (postBuild %j)", (postBuild) => {
    const { codes } = look({ apps: { cart: ingress("cart", { host: `cart.\${DOMAIN}` }) }, postBuild });

    expect(codes("cart")).toContain("ingress-placeholder");
  });
});

describe("hosts that become one", () => {
  it("make one service", () => {
    const { services } = look({
      apps: {
        cart: ingress("cart", { host: `\${SHOP}` }),
        api: ingress("api", { host: "shop.test", path: "/api" }),
        wiki: ingress("wiki", { host: `wiki.\${SHOP}` }),
      },
      postBuild: { substitute: { SHOP: "shop.test" } },
    });

    expect(services.map(({ ingresses }) => ingresses)).toEqual([["shop/wiki"], ["shop/api", "shop/cart"]]);
    expect(services[1]?.hosts).toEqual([`\${SHOP}`, "shop.test"]);
  });

  it("stay where one of them would turn out differently without the other", () => {
    const { codes, objects } = look({
      apps: {
        cart: ingress("cart", { host: `cart.\${DOMAIN}`, tls: "cart-tls" }),
        api: ingress("api", { host: "cart.shop.test", path: "/api" }),
      },
      postBuild: domain,
    });

    expect(codes("api")).toEqual(["host-shared-by-value"]);
    expect(objects("api")).toEqual([]);
  });

  it("also by a wildcard whose certificate counts below it", () => {
    const { codes } = look({
      apps: {
        any: ingress("any", { host: "*.shop.test", tls: "any-tls" }),
        cart: ingress("cart", { host: `cart.\${DOMAIN}` }),
      },
      postBuild: domain,
    });

    expect(codes("cart")).toEqual(["host-shared-by-value"]);
  });

  it("are found although their texts are the same in two Kustomizations with other values", () => {
    const flux = (name: string, value: string) =>
      JSON.stringify({
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name, namespace: "flux-system" },
        spec: {
          path: `./${name}`,
          sourceRef: { kind: "GitRepository", name: "flux-system" },
          postBuild: { substitute: { HOST: value } },
        },
      });
    const { codes, services } = look({
      apps: { wiki: ingress("wiki", { host: "wiki.test" }) },
      more: {
        "clusters/prod/one.yaml": flux("one", "one.test"),
        "clusters/prod/two.yaml": flux("two", "two.test"),
        "one/one.yaml": ingress("one", { host: `\${HOST}` }),
        "two/two.yaml": ingress("two", { host: `\${HOST}` }),
      },
    });

    expect([codes("one"), codes("two")]).toEqual([[], []]);
    expect(services.map(({ ingresses }) => ingresses)).toEqual([["shop/one"], ["shop/two"], ["shop/wiki"]]);
  });
});

describe("annotations with a variable", () => {
  const judged = (
    annotations: Readonly<Record<string, string>>,
    substitute: Readonly<Record<string, string>>,
    target?: string,
  ) => {
    const apps = { cart: ingress("cart", { host: "cart.shop.test", annotations }) };
    return look({
      apps,
      postBuild: { substitute, ...encrypted },
      ...(target === undefined ? {} : { target }),
    });
  };

  it("are judged by their value where it makes no difference to the routes", () => {
    const { codes, objects } = judged({ [`${nginx}ssl-redirect`]: `\${SSL}` }, { SSL: "true" });

    expect(codes("cart")).toEqual([]);
    expect(objects("cart")).toHaveLength(1);
  });

  it("keep the Ingress where the value goes into the routes and the text cannot", () => {
    const { codes, objects } = judged({ [`${nginx}force-ssl-redirect`]: `\${SSL}` }, { SSL: "true" });

    expect(codes("cart")).toEqual(["annotation-value-not-carried"]);
    expect(objects("cart")).toEqual([]);
  });

  it("are carried where the text can stand in the route", () => {
    const { codes, objects } = judged(
      { [`${nginx}upstream-vhost`]: `in.\${NAME}`, "shop.test/link": `https://\${NAME}/$$1` },
      { NAME: "cart.internal" },
    );

    expect(codes("cart")).toEqual([]);
    expect(objects("cart")).toMatchObject([
      {
        metadata: { annotations: { "shop.test/link": `https://\${NAME}/$1` } },
        spec: { rules: [{ filters: [{ urlRewrite: { hostname: `in.\${NAME}` } }] }] },
      },
    ]);
  });

  it.each([
    ["whitelist-source-range", `\${RANGES}`],
    ["auth-url", `https://\${RANGES}`],
    ["auth-type", `\${RANGES}`],
    ["ssl-redirect", `\${RANGES}`],
    ["proxy-body-size", `\${RANGES}m`],
    ["denylist-source-range", `10.0.0.0/8,\${RANGES:=10.0.0.1}`],
  ])("%s with an unknown value keeps the Ingress", (name, value) => {
    const { codes } = judged({ [`${nginx}${name}`]: value }, {});

    expect(codes("cart")).toContain("annotation-value-unknown");
  });

  it("with an unknown value do not matter where no value does", () => {
    const { codes } = judged(
      { [`${nginx}secure-backends`]: `\${ANY}`, "cert-manager.io/issuer": `\${ANY}` },
      {},
    );

    expect(codes("cart")).toEqual([]);
  });

  it("that guard access with a known list keep the Ingress on a target that would copy the list", () => {
    const { codes } = judged(
      { [`${nginx}whitelist-source-range`]: `\${RANGES}` },
      { RANGES: "10.0.0.0/8" },
      "envoy-gateway",
    );

    expect(codes("cart")).toEqual(["annotation-value-not-carried"]);
  });

  it("do not tell the twin of a host whose beginning is not known", () => {
    const annotations = { [`${nginx}from-to-www-redirect`]: "true" };
    const { codes } = look({
      apps: { cart: ingress("cart", { host: `\${HOST}`, annotations }) },
      postBuild: encrypted,
    });

    expect(codes("cart")).toContain("substitution-changes-route");
  });
});

describe("other places", () => {
  it("carries Service names and ports", () => {
    const { codes, objects } = look({
      apps: {
        cart: ingress("cart", { host: "cart.shop.test", service: `cart-\${COLOUR}`, port: `\${PORT}` }),
      },
      postBuild: { substitute: { COLOUR: "blue", PORT: "8080" } },
    });

    expect(codes("cart")).toEqual([]);
    expect(objects("cart")).toMatchObject([
      { spec: { rules: [{ backendRefs: [{ name: `cart-\${COLOUR}`, port: `\${PORT}` }] }] } },
    ]);
  });

  it("carries a known path whose value changes nothing but the path", () => {
    const { codes, objects } = look({
      apps: { cart: ingress("cart", { host: "cart.shop.test", path: `/\${PREFIX}` }) },
      postBuild: { substitute: { PREFIX: "cart" } },
    });

    expect(codes("cart")).toEqual([]);
    expect(objects("cart")).toMatchObject([
      { spec: { rules: [{ matches: [{ path: { value: `/\${PREFIX}` } }] }] } },
    ]);
  });

  it.each([
    [{ substitute: { PREFIX: "cart/" } }, "substitution-changes-route"],
    [encrypted, "ingress-placeholder"],
  ])("keeps a path that decides what the route looks like (%j)", (postBuild, code) => {
    const { codes } = look({
      apps: { cart: ingress("cart", { host: "cart.shop.test", path: `/\${PREFIX}` }) },
      postBuild,
    });

    expect(codes("cart")).toEqual([code]);
  });

  it("decides about the class by its value, and holds an unknown one", () => {
    const classed = (postBuild: unknown) => {
      const { survey, codes } = look({
        apps: { cart: ingress("cart", { host: "cart.shop.test", className: `\${CLASS}` }) },
        postBuild,
      });
      return [survey.clusters[0]?.inventory.ingresses[0]?.class.ours, codes("cart")];
    };

    expect(classed({ substitute: { CLASS: "nginx" } })).toEqual([true, []]);
    expect(classed({ substitute: { CLASS: "traefik" } })).toEqual([false, []]);
    expect(classed(encrypted)).toEqual([true, ["ingress-placeholder"]]);
  });

  it("keeps an Ingress whose name is filled in later", () => {
    const { codes } = look({
      apps: { cart: ingress(`\${APP}`, { host: "cart.shop.test" }) },
      postBuild: { substitute: { APP: "cart" } },
    });

    expect(codes(`\${APP}`)).toContain("ingress-placeholder");
  });

  it("escapes what Flux would take for a variable", () => {
    const annotations = { "shop.test/note": `$\${HOME} is not $$` };
    const { codes, objects } = look({
      apps: { cart: ingress("cart", { host: "cart.shop.test", annotations }) },
      postBuild: domain,
    });

    expect(codes("cart")).toEqual([]);
    expect(objects("cart")).toMatchObject([
      { metadata: { annotations: { "shop.test/note": `$\${HOME} is not $` } } },
    ]);
  });

  it("takes an escaped variable for the text it is", () => {
    const { survey, codes } = look({
      apps: { cart: ingress("cart", { host: "cart.shop.test", path: `/cart$\${x}` }) },
      postBuild: domain,
    });

    expect(codes("cart")).toEqual(["path-not-expressible"]);
    expect(JSON.stringify([...survey.blockers.values()])).toContain(`"path":"/cart\${x}"`);
  });
});

describe("the wave", () => {
  it("writes the text, proves it by the value and shows the text", () => {
    const snapshot = repository({
      apps: {
        cart: ingress("cart", {
          host: `cart.\${DOMAIN}`,
          annotations: { [`${nginx}force-ssl-redirect`]: "true" },
          tls: "cart-tls",
        }),
      },
      postBuild: domain,
      more: {
        "gateway/gateway.yaml": JSON.stringify({
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "Gateway",
          metadata: { name: "public", namespace: "gw" },
          spec: {
            gatewayClassName: "cilium",
            listeners: [
              {
                name: "http",
                port: 80,
                protocol: "HTTP",
                hostname: "*.shop.test",
                allowedRoutes: { namespaces: { from: "All" } },
              },
              {
                name: "https",
                port: 443,
                protocol: "HTTPS",
                hostname: "*.shop.test",
                allowedRoutes: { namespaces: { from: "All" } },
              },
            ],
          },
        }),
      },
    });
    const survey = surveySnapshot(snapshot, {}).value;

    const { value } = proposeWave(survey, { kind: "add", wave: 1, cluster: undefined, accepted: new Set() });

    const text = JSON.stringify(value);
    expect(value.changes.files).toHaveLength(1);
    expect(JSON.stringify(value.changes)).toContain(`cart.\${DOMAIN}`);
    expect(text).not.toContain("cart.shop.test");
    expect(text).not.toMatch(/varq*\d+z/);
    expect(value.proof.hosts.map(({ host, verdict }) => [host, verdict])).toEqual([
      [`cart.\${DOMAIN}`, "equivalent"],
    ]);
    expect(value.proof.hosts[0]?.witnesses[0]?.new).toMatchObject({ location: `https://cart.\${DOMAIN}/` });
  });
});

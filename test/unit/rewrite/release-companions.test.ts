import { describe, expect, test } from "vitest";
import type { Release } from "../../../src/model/release.ts";
import { rewriteAdd } from "../../../src/rewrite/add.ts";
import {
  beside,
  clusterWith,
  ingressFrom,
  releaseOf,
  remote,
  routeFor,
  type StatedRelease,
  valuesFile,
} from "./releases.ts";
import { applied, config, emissionOf, type Files, pathOf, snapshotOf } from "./world.ts";

const block = (host: string) => `ingress:\n  enabled: true\n  hosts:\n    - ${host}\n`;
const plain = {
  name: "cart",
  chart: remote("unheard-of", "1.0.0"),
  layers: [valuesFile("apps/values.yaml")],
};

interface Wave {
  readonly releases: readonly Release[];
  /** Releases of a second cluster. */
  readonly others?: readonly Release[];
  /** Names of releases whose Ingress moves; default: all. */
  readonly moved?: readonly string[];
  /** Host in the second cluster; default: the same. */
  readonly otherHost?: string;
  readonly rendered?: boolean;
}

function add(
  files: Files,
  { releases, others = [], moved, otherHost, rendered = true }: Wave,
  hosts: Readonly<Record<string, string>> = {},
) {
  const made = (release: Release) => {
    const elsewhere = release.cluster === "staging" ? otherHost : undefined;
    return ingressFrom(release, { host: elsewhere ?? hosts[release.name] ?? "cart.example.com", rendered });
  };
  const emit = (all: readonly Release[]) =>
    all.map((release) =>
      emissionOf(`${release.namespace}/${release.name}`, [
        routeFor(made(release), { labels: { "helm.sh/chart": "cart-1.0.0", app: "cart" } }),
      ]),
    );
  const cluster = clusterWith(releases, releases.map(made));
  const second = clusterWith(others, others.map(made), { name: "staging" });
  const wave = emit(releases.filter(({ name }) => moved?.includes(name) ?? true));
  const otherClusters = others.length === 0 ? [] : [{ inventory: second, emissions: emit(others) }];
  const result = rewriteAdd(snapshotOf(files), cluster, wave, config, otherClusters);
  return {
    after: applied(files, result.value),
    paths: result.value.files.map(({ path, action }) => `${action} ${path}`),
    codes: result.diagnostics.map(({ code }) => code),
    diagnostics: result.diagnostics,
  };
}

describe("a manifest beside the release", () => {
  test("is entered beside the owner's file, without the labels of the installer", () => {
    const files = {
      "apps/values.yaml": block("cart.example.com"),
      "apps/release.yaml": "kind: HelmRelease\n",
      "apps/kustomization.yaml": "resources:\n- ./release.yaml\n",
    };
    const stated = { ...plain, owner: "apps/release.yaml", home: beside("apps/kustomization.yaml") };

    const { after, paths, codes } = add(files, { releases: [releaseOf(files, stated)] });

    expect(paths).toEqual(["add apps/cart.httproute.yaml", "edit apps/kustomization.yaml"]);
    expect(codes).toEqual(["helm-companion"]);
    expect(after["apps/kustomization.yaml"]).toBe("resources:\n- ./release.yaml\n- ./cart.httproute.yaml\n");
    expect(after["apps/cart.httproute.yaml"]).toMatch(
      /^apiVersion: gateway.networking.k8s.io\/v1\nkind: HTTPRoute\nmetadata:\n {2}name: cart\n {2}namespace: shop\n {2}labels:\n {4}app: cart\nspec:\n/,
    );
  });

  test("leaves the namespace to the kustomization that supplies it", () => {
    const files = {
      "apps/values.yaml": block("cart.example.com"),
      "apps/release.yaml": "kind: HelmRelease\n",
    };
    const stated = { ...plain, owner: "apps/release.yaml", home: beside(), statesNamespace: false };

    const { after } = add(files, { releases: [releaseOf(files, stated)] });

    expect(after["apps/cart.httproute.yaml"]).toContain("metadata:\n  name: cart\n  labels:\n");
  });

  test("goes into a directory that is deployed as it is", () => {
    const files = {
      "apps/values.yaml": block("cart.example.com"),
      "argocd/cart.yaml": "kind: Application\n",
    };
    const home = { kind: "directory", path: pathOf("manifests/cart") } as const;

    const { paths } = add(files, {
      releases: [releaseOf(files, { ...plain, owner: "argocd/cart.yaml", home })],
    });

    expect(paths).toEqual(["add manifests/cart/cart.httproute.yaml"]);
  });

  test("has no place when nothing would deploy it: then nothing moves, and the reason is said", () => {
    const files = {
      "apps/values.yaml": block("cart.example.com"),
      "argocd/cart.yaml": "kind: Application\n",
    };
    const home = {
      kind: "none",
      why: "the Application deploys a chart of a registry and nothing else",
    } as const;

    const { paths, diagnostics } = add(files, {
      releases: [releaseOf(files, { ...plain, owner: "argocd/cart.yaml", home })],
    });

    expect(paths).toEqual([]);
    expect(diagnostics).toMatchObject([
      { code: "helm-companion" },
      {
        code: "rewrite-release-homeless",
        ingress: "shop/cart",
        params: {
          release: "shop/cart",
          because: `${home.why}, and its chart is not known to print further objects from its values`,
          objects: ["HTTPRoute cart"],
        },
      },
    ]);
  });

  test("of two clusters over one owner is written once, when both want the same", () => {
    const files = {
      "base/values.yaml": block("cart.example.com"),
      "base/release.yaml": "kind: HelmRelease\n",
    };
    const stated = {
      ...plain,
      layers: [valuesFile("base/values.yaml")],
      owner: "base/release.yaml",
      home: beside(),
    };
    const releases = [releaseOf(files, stated)];
    const others = [releaseOf(files, stated, "staging")];

    const same = add(files, { releases, others });
    const differing = add(files, {
      releases: releases,
      others: [{ ...releaseOf(files, stated, "staging"), namespace: "other" }],
    });

    expect(same.paths).toEqual(["add base/cart.httproute.yaml"]);
    expect(differing.paths).toEqual([]);
    expect(differing.codes).toContain("rewrite-sites-differ");
  });
});

describe("a template of the chart itself", () => {
  const chart = { kind: "own", directory: pathOf("charts/cart") } as const;
  const home = { kind: "chart-templates", directory: pathOf("charts/cart") } as const;
  const files = {
    "charts/cart/Chart.yaml": "apiVersion: v2\nname: cart\nversion: 1.0.0\n",
    "charts/cart/values.yaml": "replicas: 1\n",
    "charts/cart/templates/ingress.yaml":
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: cart\n",
    "argocd/cart.yaml": "kind: Application\n",
    "argocd/second.yaml": "kind: Application\n",
  };
  const stated: StatedRelease = { name: "cart", chart, layers: [], owner: "argocd/cart.yaml", home };

  test("says its routes as text that Helm prints as it stands", () => {
    const { after, paths } = add(
      files,
      { releases: [releaseOf(files, stated)] },
      { cart: "{{x}}.example.com" },
    );

    expect(paths).toEqual(["add charts/cart/templates/cart.httproute.yaml"]);
    const text = after["charts/cart/templates/cart.httproute.yaml"] ?? "";
    expect(text).toContain('{{ "{{" }}x}}.example.com');
    expect(text).not.toContain("namespace: shop");
  });

  test("asks whose it is, while another release of the chart wants none or moves later", () => {
    const second = releaseOf(files, { ...stated, name: "second", owner: "argocd/second.yaml" });
    const releases = [releaseOf(files, stated), second];
    const hosts = { cart: "cart.example.com", second: "second.example.com" };

    const first = add(files, { releases, moved: ["cart"] }, hosts);
    const later = add(first.after, { releases, moved: ["second"] }, hosts);

    expect(first.paths).toEqual(["add charts/cart/templates/cart.shop.httproute.yaml"]);
    expect(first.codes).toEqual(["helm-companion"]);
    expect(later.paths).toEqual(["add charts/cart/templates/second.shop.httproute.yaml"]);
    const text = first.after["charts/cart/templates/cart.shop.httproute.yaml"] ?? "";
    expect(text).toMatch(
      /^\{\{- if and \(eq \.Release\.Name "cart"\) \(eq \.Release\.Namespace "shop"\) \}\}\napiVersion: /,
    );
    expect(text.endsWith("\n{{- end }}\n")).toBe(true);
  });

  test("is not written while a release of the same name in another cluster wants something else", () => {
    const releases = [releaseOf(files, stated)];
    const others = [releaseOf(files, stated, "staging")];

    const same = add(files, { releases, others });
    const other = add(files, { releases, others, otherHost: "staging.example.com" });

    expect(same.paths).toEqual(["add charts/cart/templates/cart.httproute.yaml"]);
    expect(other.paths).toEqual([]);
    expect(other.codes).toContain("rewrite-sites-differ");
  });

  test("is written for a chart that nobody can render", () => {
    const { paths } = add(files, { releases: [releaseOf(files, stated)], rendered: false });

    expect(paths).toEqual(["add charts/cart/templates/cart.httproute.yaml"]);
  });
});

describe("values that several releases read", () => {
  const grafana = remote("grafana", "11.4.0");
  const files = {
    "base/values.yaml": block("grafana.example.com"),
    "prod/values.yaml": "persistence:\n  enabled: true\n",
    "prod/release.yaml": "kind: HelmRelease\n",
    "staging/release.yaml": "kind: HelmRelease\n",
  };
  const prod: StatedRelease = {
    name: "grafana",
    chart: grafana,
    layers: [valuesFile("base/values.yaml"), valuesFile("prod/values.yaml")],
    owner: "prod/release.yaml",
    home: beside(),
  };
  const staging: StatedRelease = {
    ...prod,
    layers: [valuesFile("base/values.yaml")],
    owner: "staging/release.yaml",
  };
  const host = { grafana: "grafana.example.com" };

  test("get one addition when all of them want the same", () => {
    const { paths, codes } = add(
      files,
      { releases: [releaseOf(files, prod)], others: [releaseOf(files, staging, "staging")] },
      host,
    );

    expect(codes).toEqual([]);
    expect(paths).toEqual(["edit base/values.yaml"]);
  });

  test("stay as they are when one wants something else: the release's own values get the route", () => {
    const elsewhere = { ...releaseOf(files, staging, "staging"), name: "other" };

    const { paths, after } = add(
      files,
      { releases: [releaseOf(files, prod)], others: [{ ...elsewhere, namespace: "shop" }] },
      { ...host, other: "other.example.com" },
    );

    expect(paths).toEqual(["edit prod/values.yaml"]);
    expect(after["prod/values.yaml"]).toMatch(
      /^persistence:\n {2}enabled: true\nroute:\n {2}main:\n {4}enabled: true\n/,
    );
  });

  test("send the route beside the release when it has no values of its own", () => {
    const own = releaseOf(files, { ...staging, owner: "prod/release.yaml" });
    const elsewhere = { ...releaseOf(files, staging, "staging"), name: "other" };

    const { paths, codes } = add(
      files,
      { releases: [own], others: [elsewhere] },
      { ...host, other: "other.example.com" },
    );

    expect(paths).toEqual(["add prod/grafana.httproute.yaml"]);
    expect(codes).toEqual(["helm-companion"]);
  });

  test("move nothing when that has no place either", () => {
    const own = releaseOf(files, {
      ...staging,
      owner: "prod/release.yaml",
      home: { kind: "none", why: "x" },
    });
    const elsewhere = { ...releaseOf(files, staging, "staging"), name: "other" };

    const { paths, codes } = add(
      files,
      { releases: [own], others: [elsewhere] },
      { ...host, other: "other.example.com" },
    );

    expect(paths).toEqual([]);
    expect(codes).toEqual(["rewrite-sites-differ"]);
  });
});

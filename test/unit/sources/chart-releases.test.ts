import { describe, expect, test } from "vitest";
import { deployed, layerTexts } from "./deployed.ts";

const template = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: {{ .Release.Name }}\n";
const chart = (directory: string, more = "") => ({
  [`${directory}/Chart.yaml`]: `apiVersion: v2\nname: cart\nversion: 0.1.0\n${more}`,
  [`${directory}/values.yaml`]: "ingress: {enabled: true}\n",
  [`${directory}/templates/ingress.yaml`]: template,
});
const layer = "ingress:\n  hosts: [cart.test]\n";

describe("charts nothing deploys", () => {
  test("a chart without further values files is one release with its defaults", () => {
    const result = deployed(chart("charts/cart"));

    expect(result.releaseTexts).toEqual(["default: chart charts/cart -> default/cart"]);
    const [release] = result.releases;
    expect(release?.layers).toEqual([]);
    expect(release?.home).toEqual({ kind: "chart-templates", directory: "charts/cart" });
    expect(release?.chain).toEqual([{ kind: "chart", path: "charts/cart/Chart.yaml", line: 1 }]);
    expect(release?.owner.title).toBe("chart charts/cart");
  });

  test.each([
    ["values-prod.yaml", "prod"],
    ["values.prod.yaml", "prod"],
    ["values_prod.yml", "prod"],
    ["prod-values.yaml", "prod"],
    ["values/prod.yaml", "prod"],
    ["values/values-prod.yaml", "prod"],
    ["prod/values.yaml", "prod"],
    ["environments/prod.yaml", "prod"],
    ["envs/prod/values.yaml", "prod"],
  ])("%s beside the chart is the environment %s", (file, environment) => {
    const result = deployed({ ...chart("cart"), [`cart/${file}`]: layer });

    expect(result.releaseTexts).toEqual([`${environment}: chart cart (${environment}) -> default/cart`]);
    expect(layerTexts(result.release(`chart cart (${environment})`))).toEqual([
      `cart/${file} [cart/${file}#0  map]`,
    ]);
  });

  test.each([
    "ci/test-values.yaml",
    "values-example.yaml",
    "values.schema.yaml",
    "secrets-prod.yaml",
    "templates/values.yaml",
  ])("%s is no environment", (file) => {
    expect(deployed({ ...chart("cart"), [`cart/${file}`]: layer }).releaseTexts).toEqual([
      "default: chart cart -> default/cart",
    ]);
  });

  test("variants of the defaults leave these a release of their own", () => {
    expect(deployed({ ...chart("cart"), "cart/values-small.yaml": layer }).releaseTexts).toEqual([
      "default: chart cart -> default/cart",
      "small: chart cart (small) -> default/cart",
    ]);
  });

  test("a directory that names a cluster goes over the environment's name", () => {
    expect(
      deployed({ ...chart("clusters/eu/cart"), "clusters/eu/cart/values-prod.yaml": layer }).releaseTexts,
    ).toEqual(["eu: chart clusters/eu/cart (prod) -> default/cart"]);
  });

  test("sub-charts, libraries and parts of other charts are no releases of their own", () => {
    const result = deployed({
      ...chart("shop", "dependencies:\n  - {name: part, version: 0.1.0, repository: 'file://../part'}\n"),
      ...chart("shop/charts/sub"),
      ...chart("part"),
      ...chart("library", "type: library\n"),
    });

    expect(result.releaseTexts).toEqual(["default: chart shop -> default/cart"]);
  });

  test("a chart without a word about an Ingress is not looked at", () => {
    const result = deployed({
      ...chart("cart"),
      "job/Chart.yaml": "apiVersion: v2\nname: job\nversion: 0.1.0\n",
      "job/values.yaml": "a: b\n",
    });

    expect(result.releaseTexts).toEqual(["default: chart cart -> default/cart"]);
  });

  test("a chart that a helmfile installs is that release alone", () => {
    const result = deployed({
      ...chart("cart"),
      "cart/values-prod.yaml": layer,
      "helmfile.yaml": "releases:\n  - {name: shop, chart: ./cart, values: [cart/values-prod.yaml]}\n",
    });

    expect(result.releaseTexts).toEqual(["default: release default/shop of helmfile.yaml -> default/shop"]);
  });

  test("with clusters in the configuration a release belongs to the paths that hold its values", () => {
    const target = {
      name: "cilium",
      version: undefined,
      gatewayApi: { major: 1, minor: 5 },
      channel: "standard",
    } as const;
    const files = { ...chart("cart"), "cart/prod/values.yaml": layer, "cart/staging/values.yaml": layer };
    const cluster = (name: string) => ({ name, paths: [`cart/${name}`], target, gateway: undefined });

    expect(deployed(files, { clusters: [cluster("prod")] }).releaseTexts).toEqual([
      "prod: chart cart (prod) -> default/cart",
    ]);
    expect(deployed(files, { clusters: [{ ...cluster("all"), paths: ["other"] }] }).releaseTexts).toEqual([]);
  });
});

describe("values files without a chart", () => {
  const loose = "ingress:\n  enabled: true\n  hosts: [grafana.test]\n";

  test.each([
    ["deploy/grafana/values.yaml", "grafana"],
    ["values/grafana.yaml", "grafana"],
    ["grafana-values.yaml", "grafana"],
    ["grafana.values.yaml", "grafana"],
    ["environments/prod/values.yaml", undefined],
    ["values.yaml", undefined],
  ])("%s is listed with what is missing", (path, name) => {
    const result = deployed({ [path]: loose });

    const [release] = result.releases;
    expect(release?.id).toBe(`values ${path}`);
    expect(release?.chart).toEqual({
      kind: "unknown",
      name,
      version: undefined,
      why: `nothing in this repository says which chart \`${path}\` feeds, nor under which release name and namespace`,
    });
    expect(release?.home.kind).toBe("none");
  });

  test.each([
    ["an object", "grafana/values.yaml", "apiVersion: v1\nkind: ConfigMap\ningress: {hosts: [a]}\n"],
    ["another file", "grafana/config.yaml", loose],
    ["an example", "examples/grafana/values.yaml", loose],
    ["a secret", "grafana/values.sops.yaml", loose],
    ["no map", "grafana/values.yaml", "- ingress: {hosts: [a]}\n"],
  ])("%s is none", (_name, path, text) => {
    expect(deployed({ [path]: text }).releases).toEqual([]);
  });
});

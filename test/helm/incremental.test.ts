/** What a change of a few files renders again. Every run has tools of its own, as a process has; only the directory of renders stays. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { surveyRendered } from "../../src/flows/rendered.ts";
import { compareText } from "../../src/model/brands.ts";
import { memorySnapshot } from "../../src/model/memory-snapshot.ts";
import { chartFiles, realTools } from "./fixture-charts.ts";

const scratch = mkdtempSync(join(tmpdir(), "tidegate-incremental-"));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const environments = ["dev", "eu", "load", "prod", "qa", "us"];

const values = (host: string) => `ingress:
  enabled: true
  className: nginx
  hosts:
    - host: ${host}
      paths: [{path: /, pathType: Prefix}]
`;

type Texts = Readonly<Record<string, string>>;

/** Two charts of the repository's own, each with a values file per environment, and neighbours that feed no chart. */
function repository(): Texts {
  const decoder = new TextDecoder();
  const charts = ["shop", "till"].flatMap((name) => [
    ...[...chartFiles("helm-create")].map(
      ([path, bytes]) => [`charts/${name}/${path}`, decoder.decode(bytes)] as const,
    ),
    ...environments.map(
      (environment) =>
        [`charts/${name}/values-${environment}.yaml`, values(`${name}-${environment}.example.com`)] as const,
    ),
  ]);
  return {
    ...Object.fromEntries(charts),
    "charts/shop/README.md": "# Shop\n",
    "raw/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: raw, namespace: raw}\n",
  };
}

/** The hosts of the Ingresses, and how many renders were new. */
async function run(files: Texts, cacheDirectory: string) {
  const before = new Set(kept(cacheDirectory));
  const survey = (await surveyRendered(realTools({ cacheDirectory }), memorySnapshot(files), {})).value;
  const ingresses = survey.inventory.clusters.flatMap((cluster) => cluster.ingresses);
  return {
    hosts: ingresses.flatMap(({ spec }) => spec.rules.map(({ host }) => host ?? "")).sort(compareText),
    isRendered: ingresses.every(({ release }) => release?.rendered === true),
    renders: kept(cacheDirectory).filter((name) => !before.has(name)).length,
  };
}

function kept(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // nothing was rendered yet
  }
}

const all = ["shop", "till"].flatMap((name) =>
  environments.map((environment) => `${name}-${environment}.example.com`),
);

const template = "charts/till/templates/ingress.yaml";

it.each([
  ["nothing", {}, 0],
  [
    "three files that feed no chart",
    { "charts/shop/README.md": "# The shop\n", "raw/service.yaml": "# nothing\n", "notes.yaml": "a: 1\n" },
    0,
  ],
  [
    "values of one environment and two neighbours",
    {
      "charts/shop/values-prod.yaml": `${values("shop-prod.example.com")}replicaCount: 3\n`,
      "charts/shop/README.md": "# The shop\n",
      "raw/service.yaml": "# nothing\n",
    },
    1,
  ],
  [
    "values of two environments and a template of one chart",
    {
      "charts/shop/values-eu.yaml": `${values("shop-eu.example.com")}replicaCount: 3\n`,
      "charts/shop/values-us.yaml": `${values("shop-us.example.com")}replicaCount: 3\n`,
      [template]: `{{- /* changed */}}\n${repository()[template]}`,
    },
    2 + environments.length,
  ],
])(
  "a second scan after a change of %s renders what it feeds and nothing else",
  async (_, changes, renders) => {
    const cache = mkdtempSync(join(scratch, "cache-"));
    const files = repository();

    const first = await run(files, cache);
    const second = await run({ ...files, ...changes }, cache);

    expect(first).toEqual({ hosts: all, isRendered: true, renders: all.length });
    expect(second).toEqual({ hosts: all, isRendered: true, renders });
  },
);

it("a chart that reads files of its directory is rendered again when one of them changes", async () => {
  const cache = mkdtempSync(join(scratch, "cache-"));
  const files = {
    ...repository(),
    "charts/shop/templates/motd.yaml":
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: motd}\ndata: {motd: {{ .Files.Get "README.md" | quote }}}\n',
  };

  await run(files, cache);
  const second = await run({ ...files, "charts/shop/README.md": "# The shop\n" }, cache);

  expect(second.renders).toBe(environments.length);
});

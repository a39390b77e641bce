/** What lies in an archive and is deployed by nothing takes no part, and is listed. */
import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import { isArchived } from "../../../src/sources/archived.ts";
import { scan } from "./scan.ts";
import { ingressText } from "./story.ts";

const flux = (name: string, path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {path: ${path}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;
const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: grafana, namespace: web}
spec:
  chart: {spec: {chart: grafana, version: 11.4.0, sourceRef: {kind: HelmRepository, name: grafana}}}
  values:
    ingress:
      enabled: true
      ingressClassName: nginx
      hosts: [g.example.com]
`;
const text = (name: string) => ingressText({ name, namespace: "web", host: "x.example.com" });
const cluster = {
  "clusters/prod/flux-system/gotk-sync.yaml": flux("flux-system", "./clusters/prod"),
  "clusters/prod/apps.yaml": flux("apps", "./apps"),
  "apps/kustomization.yaml": "resources: [live.yaml]\n",
  "apps/live.yaml": text("live"),
};

describe("an archive beside what Flux deploys", () => {
  const result = scan({
    ...cluster,
    "archive/apps/old.yaml": text("old"),
    "archive/apps/ks.yaml": flux("old", "./archive-was-here"),
    ".archive/grafana/release.yaml": release,
    ".archive/grafana/repository.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: grafana, namespace: web}
spec: {url: https://charts.example.com}
`,
  });

  it("claims no host", () => {
    expect(result.ingresses).toEqual(["prod: web/live @ apps/live.yaml:1"]);
    expect(result.codes).toEqual([]);
  });

  it("is listed as not moving", () => {
    expect(result.unsupported).toEqual([
      ".archive/grafana/release.yaml:7 `spec.values.ingress` of this HelmRelease looks enabled, but as far as the repository tells nothing deploys it.",
      "archive/apps/old.yaml:1 Not part of what is deployed.",
    ]);
  });
});

it("what Flux deploys from an archive is live", () => {
  const { ingresses, unsupported } = scan({
    ...cluster,
    "clusters/prod/kept.yaml": flux("kept", "./archive/kept"),
    "archive/kept/kept.yaml": text("kept"),
  });

  expect(ingresses).toContain("prod: web/kept @ archive/kept/kept.yaml:1");
  expect(unsupported).toEqual([]);
});

it("without a deployer nobody can tell what is put aside", () => {
  expect(scan({ "archive/old.yaml": text("old") }).ingresses).toEqual([
    "default: web/old @ archive/old.yaml:1",
  ]);
});

it.each([
  ["archive/a.yaml", true],
  ["apps/.archive/x/a.yaml", true],
  ["_archived/a.yaml", true],
  ["Archives/a.yaml", true],
  ["apps/archive.yaml", false],
  ["apps/wayback-archive/a.yaml", false],
  ["archivebox/a.yaml", false],
])("%s lies in an archive: %s", (path, expected) => {
  expect(isArchived(toRepoPath(path) ?? expect.fail())).toBe(expected);
});

import { expect, test } from "vitest";
import { surveySnapshot } from "../../../src/flows/survey.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";

const release = (name: string, chart: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: web}
spec:
  chart: {spec: {chart: ${chart}, version: 1.0.0, sourceRef: {kind: HelmRepository, name: charts}}}
  values:
    ingress: {enabled: true, className: nginx, ingressClassName: nginx, hosts: [${name}.example.com]}
`;

test("a Service that nobody can name is not missed on top of that", () => {
  const { diagnostics } = surveySnapshot(
    memorySnapshot({
      "apps/known.yaml": release("known", "grafana"),
      "apps/odd.yaml": release("odd", "ledger"),
    }),
    {},
  );

  const about = (code: string) =>
    diagnostics.flatMap((one) => (one.code === code ? (one.ingress ?? "") : []));
  expect(about("helm-service-unknown")).toEqual(["web/odd"]);
  expect(about("service-not-in-repository")).toEqual(["web/known-grafana"]);
});

import { describe, expect, it } from "vitest";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { collateralText } from "../../../src/report/collateral-text.ts";
import { findCollateral } from "../../../src/sources/collateral/find.ts";

function found(text: string, path = "a.yaml") {
  return findCollateral(memorySnapshot({ [path]: text }), []).map(({ kind, line }) => `${kind} ${line}`);
}

const rule = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
spec:
  groups:
    - rules:
        - alert: Errors
          expr: sum(rate(nginx_ingress_controller_requests{status=~"5.."}[5m])) > 1
`;

describe("what else names ingress-nginx", () => {
  it.each([
    ["an alert rule", rule, ["alert 7"]],
    [
      "a rules file without Kubernetes",
      "groups:\n  - rules:\n      - record: x\n        expr: nginx_ingress_controller_requests\n",
      ["alert 4"],
    ],
    ["a scaler", "kind: ScaledObject\nspec:\n  query: nginx_ingress_controller_requests\n", ["scaler 3"]],
    ["other readers of metrics", "query: nginx_ingress_controller_requests\n", ["metrics 1"]],
    ["a commented line", "# nginx_ingress_controller_requests\na: 1\n", []],
    [
      "a network policy",
      "kind: NetworkPolicy\nspec:\n  ingress:\n    - from:\n        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}\n",
      ["network-policy 5"],
    ],
    ["a network policy for others", "kind: NetworkPolicy\nspec: {ingress: []} # nginx\n", []],
    [
      "an HTTP-01 solver",
      "apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nspec:\n  acme:\n    solvers:\n      - http01:\n          ingress:\n            class: nginx\n",
      ["acme-solver 7"],
    ],
    [
      "a DNS-01 solver",
      "kind: ClusterIssuer\nmetadata: {name: nginx}\nspec: {acme: {solvers: [{dns01: {}}]}}\n",
      [],
    ],
    [
      "a Kyverno policy",
      "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec:\n  rules:\n    - match: {any: [{resources: {kinds: [Ingress]}}]}\n",
      ["admission-policy 5"],
    ],
    [
      "a ValidatingAdmissionPolicy",
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nspec:\n  resources: [ingresses]\n",
      ["admission-policy 4"],
    ],
    ["external-dns by argument", "image: external-dns\nargs:\n  - --source=ingress\n", ["external-dns 3"]],
    [
      "external-dns by values",
      "chart: external-dns\nvalues:\n  sources:\n    - service\n    - ingress\n",
      ["external-dns 5"],
    ],
    [
      "external-dns by values in flow style",
      "chart: external-dns\nsources: [service, ingress]\n",
      ["external-dns 2"],
    ],
    ["external-dns for services", "image: external-dns\nargs: [--source=service]\n", []],
    ["two documents", `${rule}---\n${rule}`, ["alert 7", "alert 15"]],
    ["nothing of the kind", "kind: ConfigMap\ndata: {a: nginx}\n", []],
  ])("finds %s", (_name, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("finds a dashboard in JSON, and reads no other files", () => {
    const json = '{\n  "panels": [{"targets": [{"expr": "nginx_ingress_controller_requests"}]}]\n}\n';

    expect(found(json, "dashboards/edge.json")).toEqual(["dashboard 2"]);
    expect(found(json, "dashboards/edge.txt")).toEqual([]);
  });

  it("leaves ignored files alone", () => {
    expect(findCollateral(memorySnapshot({ "vendor/a.yaml": rule }), ["vendor/**"])).toEqual([]);
  });

  it("says of external-dns whether routes are among its sources", () => {
    const sentences = (text: string) =>
      findCollateral(memorySnapshot({ "a.yaml": text }), []).map(({ sentence }) => sentence);

    expect(sentences("image: external-dns\nargs: [--source=ingress]\n")[0]).toContain(
      "add `--source=gateway-httproute`",
    );
    expect(
      sentences("image: external-dns\nargs: [--source=ingress, --source=gateway-httproute]\n")[0],
    ).not.toContain("add");
  });
});

describe("in a pull request", () => {
  it("is a list of at most twenty, then a count", () => {
    const files = Object.fromEntries(Array.from({ length: 23 }, (_, index) => [`r${index}.yaml`, rule]));
    const collateral = findCollateral(memorySnapshot(files), []);

    const lines = collateralText(collateral, (path, line) => `https://x.test/${path}#L${line}`).split("\n");

    expect(lines.filter((line) => line.startsWith("- [`r"))).toHaveLength(20);
    expect(lines.at(-1)).toContain("and 3 more");
  });

  it("is left out when there is nothing", () => {
    expect(collateralText([], () => "")).toBe("");
  });
});

import { describe, expect, it } from "vitest";
import { proposeCutover } from "../../../src/flows/cutover.ts";
import { overlaySnapshot } from "../../../src/flows/overlay.ts";
import { proposeWave } from "../../../src/flows/propose.ts";
import { surveySnapshot } from "../../../src/flows/survey.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import type { RepoSnapshot } from "../../../src/model/snapshot.ts";
import { changeSetDiff } from "../../../src/report/diff.ts";

const config = `version: 1
target: {name: envoy-gateway, gatewayApi: "1.5"}
gateway: {name: public, namespace: gateway-system}
dns: {externalDns: {version: "0.21"}}
`;

const ingress = (annotations: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: cart
  namespace: shop
  annotations:
    ${annotations}
spec:
  ingressClassName: nginx
  rules:
    - host: cart.shop.test
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}
`;

const plain = ingress('external-dns.alpha.kubernetes.io/ttl: "60" # short');

function repository(text: string, settings = config): RepoSnapshot {
  return memorySnapshot({ ".github/tidegate.yml": settings, "cart.yaml": text });
}

const survey = (snapshot: RepoSnapshot) => surveySnapshot(snapshot, {}).value;

function propose(snapshot: RepoSnapshot, kind: "add" | "remove") {
  return proposeWave(survey(snapshot), { kind, wave: 1, cluster: undefined, accepted: new Set() });
}

function added(snapshot: RepoSnapshot): RepoSnapshot {
  return overlaySnapshot(snapshot, propose(snapshot, "add").value.changes);
}

function cutover(snapshot: RepoSnapshot) {
  return proposeCutover(survey(snapshot), { wave: 1, cluster: undefined }, survey);
}

const text = (snapshot: RepoSnapshot, path: string) => {
  const file = snapshot.files.find((one) => one.path === path);
  return file === undefined ? "" : new TextDecoder().decode(snapshot.bytes(file.path));
};

describe("DNS of a wave", () => {
  it("stays with the Ingress until the cutover, moves the annotation, then lets the Ingress go", () => {
    const before = added(repository(plain));
    expect(text(before, "cart.httproute.yaml")).toContain(
      "external-dns.alpha.kubernetes.io/controller: none",
    );

    const early = propose(before, "remove").value;
    expect(early.changes.files).toEqual([]);
    expect(early.notMoved.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([
      "remove-dns-not-handed-over",
    ]);

    const proposed = cutover(before);
    expect(proposed.diagnostics).toEqual([]);
    expect(proposed.value.handedOver).toEqual(["default: shop/cart"]);
    expect(
      changeSetDiff(proposed.value.changes)
        .split("\n")
        .filter((line) => /^[+-][^+-]/.test(line)),
    ).toEqual([
      "-    external-dns.alpha.kubernetes.io/controller: none",
      '+    external-dns.alpha.kubernetes.io/ttl: "60"',
      "+    external-dns.alpha.kubernetes.io/controller: handed-over-to-routes",
    ]);

    const after = overlaySnapshot(before, proposed.value.changes);
    expect(cutover(after).value.handedOver).toEqual([]);
    expect(propose(after, "add").value.changes.files).toEqual([]);
    const removal = propose(after, "remove").value;
    expect(removal.changes.files.map(({ path, action }) => `${action} ${path}`)).toEqual([
      "delete cart.yaml",
    ]);
  });

  it("is kept away in both spellings where the version of external-dns is not stated", () => {
    const snapshot = added(repository(plain, config.replace(/^dns.*\n/m, "")));

    expect(text(snapshot, "cart.httproute.yaml")).toContain(
      "external-dns.alpha.kubernetes.io/controller: none",
    );
    expect(text(snapshot, "cart.httproute.yaml")).toContain("external-dns.kubernetes.io/controller: none");
  });

  it("of an Ingress that external-dns must not publish stays unpublished, and holds nothing up", () => {
    const before = added(repository(ingress("external-dns.alpha.kubernetes.io/controller: none")));

    expect(text(before, "cart.httproute.yaml")).toContain(
      "external-dns.alpha.kubernetes.io/controller: none",
    );
    expect(cutover(before).value.handedOver).toEqual([]);
    expect(propose(before, "remove").value.changes.files.map(({ action }) => action)).toEqual(["delete"]);
  });

  it("is nobody's business where nothing speaks of external-dns", () => {
    const settings = config.replace(/^dns.*\n/m, "");
    const before = added(repository(ingress("team: shop"), settings));

    expect(text(before, "cart.httproute.yaml")).not.toContain("external-dns");
    expect(propose(before, "remove").value.changes.files.map(({ action }) => action)).toEqual(["delete"]);
  });
});

/** A door that a hand-written route opens keeps the service out of its wave until somebody accepts that very finding. */
import { describe, expect, test } from "vitest";
import { proposeWave } from "../../../src/flows/propose.ts";
import { surveySnapshot } from "../../../src/flows/survey.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import type { WaveProposal } from "../../../src/model/survey.ts";

const config = `version: 1
target: {name: envoy-gateway, gatewayApi: "1.5"}
gateway: {name: public, namespace: gw}
`;

const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: cart
  namespace: shop
  annotations:
    nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8
spec:
  ingressClassName: nginx
  rules:
    - host: cart.test
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: cart, port: {number: 80}}}
`;

/** Somebody's own route, more specific than ours and without the list. */
const besides = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: hand, namespace: shop}
spec:
  hostnames: [cart.test]
  parentRefs: [{name: public, namespace: gw, sectionName: http}]
  rules:
    - matches: [{path: {type: PathPrefix, value: /open}}]
      backendRefs: [{name: cart, port: 80}]
`;

const files = { ".github/tidegate.yml": config, "apps/cart.yaml": ingress };

function propose(
  besidesIt: Readonly<Record<string, string>>,
  accepted: readonly string[],
  acceptedDoors?: readonly string[],
): WaveProposal {
  const survey = surveySnapshot(memorySnapshot({ ...files, ...besidesIt }), {}).value;
  return proposeWave(survey, {
    kind: "add",
    wave: 1,
    cluster: undefined,
    accepted: new Set(accepted),
    ...(acceptedDoors === undefined ? {} : { acceptedDoors: new Set(acceptedDoors) }),
  }).value;
}

const withHand = { "apps/hand.yaml": besides };

function doorsOf(proposal: WaveProposal): readonly string[] {
  return proposal.notMoved
    .flatMap(({ diagnostics }) => diagnostics)
    .flatMap((one) => (one.code === "proof-access-difference" ? [one.params.witness] : []));
}

const movedOf = ({ moved }: WaveProposal) => moved.map(({ ingress: key }) => key);

describe("a door that the new routes open", () => {
  test("is none where the list is carried over", () => {
    const proposal = propose({}, []);

    expect(movedOf(proposal)).toEqual(["shop/cart"]);
    expect(doorsOf(proposal)).toEqual([]);
  });

  test("keeps the service out, with its finding", () => {
    const proposal = propose(withHand, []);

    expect(movedOf(proposal)).toEqual([]);
    expect(proposal.changes.files).toEqual([]);
    expect(doorsOf(proposal)).toHaveLength(1);
  });

  test("lets the service move once its finding is accepted, and shows it as accepted", () => {
    const [id = expect.fail()] = doorsOf(propose(withHand, []));

    const proposal = propose(withHand, [id]);

    expect(movedOf(proposal)).toEqual(["shop/cart"]);
    expect(doorsOf(proposal)).toEqual([]);
    const witnesses = proposal.proof.hosts.flatMap((host) => host.witnesses);
    expect(witnesses.find((one) => one.id === id)).toMatchObject({
      access: true,
      accepted: true,
      old: { kind: "denied", by: "allow-list" },
      new: { kind: "backend", backend: "shop/cart:80" },
    });
  });

  test("is not opened by the id of another finding", () => {
    const [id = expect.fail()] = doorsOf(propose(withHand, []));
    const other = propose({ "apps/hand.yaml": besides.replace("/open", "/other") }, []);
    const [foreign = expect.fail()] = doorsOf(other);

    expect(foreign).not.toBe(id);
    expect(movedOf(propose(withHand, [foreign, "0123456789"]))).toEqual([]);
  });

  test("is another finding when the list changes, so an old acceptance does not reach it", () => {
    const [id = expect.fail()] = doorsOf(propose(withHand, []));
    const narrower = { ...withHand, "apps/cart.yaml": ingress.replace("10.0.0.0/8", "10.1.0.0/16") };

    expect(movedOf(propose(narrower, [id]))).toEqual([]);
  });

  test("stays shut when the acceptance is not one that counts for doors", () => {
    const [id = expect.fail()] = doorsOf(propose(withHand, []));

    expect(movedOf(propose(withHand, [id], []))).toEqual([]);
    expect(movedOf(propose(withHand, [id], [id]))).toEqual(["shop/cart"]);
  });
});

/** The App with its real core: the names of a wave go to its routes before its Ingress goes. */
import { afterEach, expect, it } from "vitest";
import { raise, repository, type Stage } from "./stage.ts";

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

const config = `version: 1
target: {name: envoy-gateway, gatewayApi: "1.5"}
gateway: {name: public, namespace: gateway-system}
parity: {soak: 1s, requiredChecks: [ci]}
`;

const cart = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: cart
  namespace: shop
  annotations:
    external-dns.alpha.kubernetes.io/ttl: "60"
spec:
  ingressClassName: nginx
  rules:
    - host: cart.shop.test
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}
`;

it("add, green check, refused removal, cutover, removal", async () => {
  stage = await raise({
    isReal: true,
    sweepAtStart: false,
    files: { ".github/tidegate.yml": config, "apps/cart.yaml": cart },
  });
  const { sandbox, settle, issue } = stage;
  const say = async (text: string): Promise<void> => {
    await sandbox.comment(repository, 1, "alice", text);
    await settle();
  };
  sandbox.installApp("tidegate", "acme", "all", "alice");
  await settle();
  await say("/migrate wave 1");
  expect(issue(2).pull?.head.ref).toMatch(/\/wave-1$/);
  const merged = await sandbox.merge(repository, 2, "alice");
  await settle();
  await sandbox.status(repository, "alice", merged, { context: "ci", state: "success" });
  await settle();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await say("/migrate remove wave 1");
  expect(issue(1).body).toContain("`/migrate cutover wave 1` hands them over");
  expect(() => issue(3)).toThrow("no issue 3");

  await say("/migrate cutover wave 1");
  const cutover = issue(3);
  expect(cutover.pull?.head.ref).toMatch(/\/wave-1-cutover$/);
  expect(cutover.labels.map(({ name }) => name)).toEqual(["tidegate/cutover"]);
  expect(cutover.body).toContain("`cart.shop.test`");
  const changed = await sandbox.read(repository, "apps/cart.yaml", cutover.pull?.head.ref);
  expect(changed).toContain("external-dns.alpha.kubernetes.io/controller: handed-over-to-routes");

  await sandbox.merge(repository, 3, "alice");
  await settle();
  expect(issue(4).pull?.head.ref).toMatch(/\/wave-1-removal$/);
  await sandbox.merge(repository, 4, "alice");
  await settle();
  expect(await sandbox.read(repository, "apps/cart.yaml")).toBeUndefined();
  const route = await sandbox.read(repository, "apps/cart.httproute.yaml");
  expect(route).toContain("external-dns.alpha.kubernetes.io/ttl");
  expect(route).not.toContain("controller: none");
}, 120_000);

import { afterEach, expect, test } from "vitest";
import { createOpenApiCheck } from "../support/openapi.ts";
import { createWebhookCheck } from "../support/webhooks.ts";
import { raise, repository, type Stage } from "./stage.ts";

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

test("from installation to merged removal, by webhooks alone", async () => {
  const openapi = createOpenApiCheck();
  const payloads = createWebhookCheck();
  stage = await raise({
    sweepAtStart: false,
    sandbox: { onExchange: openapi.listen, onDelivery: payloads.listen },
  });
  const { sandbox, settle, issue } = stage;
  sandbox.installApp("tidegate", "acme", "all", "alice");
  await settle();
  expect(issue(1).pull?.head.ref).toBe("tidegate/configure");

  await sandbox.push(repository, "alice", "main", {
    ".github/tidegate.yml": "soak=1000 check=argocd/prod\n",
  });
  await settle();
  expect(issue(2).title).toBe("Tidegate migration dashboard");

  await sandbox.comment(repository, 2, "alice", "/migrate wave 1");
  await settle();
  expect(issue(3).pull?.head.ref).toBe("tidegate/prod/wave-1");
  expect(await sandbox.read(repository, "apps/cart.route.yaml", "tidegate/prod/wave-1")).toBe(
    "route of apps/cart.yaml\n",
  );

  const merged = await sandbox.merge(repository, 3, "alice");
  await settle();
  expect(issue(2).body).toContain("waiting for `argocd/prod`");

  await sandbox.status(repository, "alice", merged, { context: "argocd/prod", state: "success" });
  await settle();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await settle();
  expect(issue(4).pull?.head.ref).toBe("tidegate/prod/wave-1-removal");

  await sandbox.merge(repository, 4, "alice");
  await settle();
  expect(await sandbox.read(repository, "apps/cart.yaml")).toBeUndefined();
  expect(issue(2).body).toContain("1 of 1 Ingress done");
  expect(openapi.problems).toEqual([]);
  expect(payloads.problems).toEqual([]);
  expect(openapi.covered.size).toBeGreaterThan(20);
  expect(payloads.covered.size).toBeGreaterThan(8);
}, 60_000);

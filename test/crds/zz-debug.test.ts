import fc from "fast-check";
import { test } from "vitest";
import { severityOf } from "../../src/diagnostics/diagnostic.ts";
import { chooseCrd } from "../../src/gateway/crds.ts";
import { checkWithCrd } from "../../src/gateway/validate/check-crd.ts";
import { validateObjects } from "../../src/gateway/validate/validate.ts";
import { newestCrds } from "./crd-files.ts";
import { mutatedRoute } from "./mutations.ts";
test("dbg", () => {
  const { crds } = newestCrds();
  const choice = chooseCrd(crds, "gateway.networking.k8s.io/v1", "HTTPRoute");
  if (choice.kind !== "found") throw new Error("x");
  const seen = new Map<string, string>();
  let acc = 0;
  for (const route of fc.sample(mutatedRoute, { numRuns: 60000, seed: Number(process.env.SEED ?? 5) })) {
    const theirs = checkWithCrd(route, choice.version);
    const ours = validateObjects([route], { gatewayApi: { major: 1, minor: 6 }, channel: "standard", crds: [] }).diagnostics.filter((d) => severityOf(d) === "blocker");
    if (theirs.length === 0) acc++;
    if ((theirs.length === 0) !== (ours.length === 0)) {
      const key = JSON.stringify([theirs.map((t) => t.rule), ours.map((o) => [o.params])]).replace(/\[\d+\]/g, "[n]");
      seen.set(key, JSON.stringify(route));
    }
  }
  console.log(acc, seen.size);
  for (const [k, v] of [...seen].slice(0, 12)) console.log(k.slice(0, 700), "\n   ", v.slice(0, 10));
}, 300000);

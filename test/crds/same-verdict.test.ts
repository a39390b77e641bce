import fc from "fast-check";
import { expect, test } from "vitest";
import { severityOf } from "../../src/diagnostics/diagnostic.ts";
import { chooseCrd } from "../../src/gateway/crds.ts";
import { checkWithCrd } from "../../src/gateway/validate/check-crd.ts";
import { validateObjects } from "../../src/gateway/validate/validate.ts";
import { minorOf, newestCrds } from "./crd-files.ts";
import { mutatedRoute } from "./mutations.ts";

test("our own tables and rules accept exactly the HTTPRoutes that upstream's definition accepts", () => {
  const { release, crds } = newestCrds();
  const choice = chooseCrd(crds, "gateway.networking.k8s.io/v1", "HTTPRoute");
  if (choice.kind !== "found") throw new Error("no definition of HTTPRoute v1");
  const counts = { accepted: 0, refused: 0 };

  fc.assert(
    fc.property(mutatedRoute, (route) => {
      const theirs = checkWithCrd(route, choice.version);
      const ours = validateObjects([route], {
        gatewayApi: { major: 1, minor: minorOf(release) },
        channel: "standard",
        crds: [],
      }).diagnostics;
      const accepted = theirs.length === 0;
      counts[accepted ? "accepted" : "refused"] += 1;
      expect({ ours, accepted: ours.every((one) => severityOf(one) !== "blocker") }).toEqual({
        ours,
        accepted,
      });
    }),
    { numRuns: 40000, seed: 99 },
  );

  console.log(counts);
  expect(counts.accepted).toBeGreaterThan(300);
  expect(counts.refused).toBeGreaterThan(300);
});

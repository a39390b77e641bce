import fc from "fast-check";
import { expect, test } from "vitest";
import { severityOf } from "../../src/diagnostics/diagnostic.ts";
import { chooseCrd } from "../../src/gateway/crds.ts";
import { checkWithCrd } from "../../src/gateway/validate/check-crd.ts";
import { validateObjects } from "../../src/gateway/validate/validate.ts";
import { minorOf, readCrdFiles } from "./crd-files.ts";
import { mutated } from "./mutations.ts";

const plurals: Readonly<Record<string, string>> = {
  HTTPRoute: "httproutes",
  Gateway: "gateways",
  BackendTLSPolicy: "backendtlspolicies",
  ReferenceGrant: "referencegrants",
};
const cases = readCrdFiles().flatMap((file) =>
  Object.keys(plurals)
    .filter((kind) => plurals[kind] === file.plural && file.channel === "standard")
    .map((kind) => ({ kind, release: file.release, crd: file.crd })),
);

test("there are definitions of every kind that we emit", () => {
  expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(Object.keys(plurals)));
});

test.each(cases)(
  "our own rules accept exactly the $kind objects that upstream accepts in $release",
  (one) => {
    const { kind, release, crd } = one;
    const version = kind === "ReferenceGrant" ? "v1beta1" : "v1";
    const choice = chooseCrd([crd], `gateway.networking.k8s.io/${version}`, kind);
    const objects = mutated[kind];
    if (choice.kind !== "found" || objects === undefined)
      throw new Error(`no definition of ${kind} ${version}`);
    const counts = { accepted: 0, refused: 0 };

    fc.assert(
      fc.property(objects, (object) => {
        const theirs = checkWithCrd(object, choice.version);
        const ours = validateObjects([object], {
          gatewayApi: { major: 1, minor: minorOf(release) },
          channel: "standard",
          crds: [],
        }).diagnostics.filter((one) => severityOf(one) === "blocker");
        const accepted = theirs.length === 0;
        counts[accepted ? "accepted" : "refused"] += 1;
        expect({ theirs, ours, accepted: ours.length === 0 }).toEqual({ theirs, ours, accepted });
      }),
      { numRuns: Number(process.env.TIDEGATE_RUNS ?? 2000), seed: 7 },
    );

    expect(counts.accepted, "accepted").toBeGreaterThan(0);
    expect(counts.refused, "refused").toBeGreaterThan(counts.accepted / 10);
  },
);

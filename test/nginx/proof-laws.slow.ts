/**
 * Properties of the proof with more runs than the fast suite has time for: what it calls equivalent is so on sampled requests,
 * two sides may be exchanged, and no single change of an emitted route that changes an answer goes unnoticed.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerGateway } from "../../src/gateway/table/answer.ts";
import { buildGatewayTable, type GatewayTable } from "../../src/gateway/table/table.ts";
import type { GatewayWorld } from "../../src/gateway/table/world.ts";
import type { Ingress } from "../../src/model/ingress.ts";
import type { KubeObject } from "../../src/model/kube.ts";
import type { HostProof, Proof, RequestSample } from "../../src/model/proof.ts";
import { answerNginx } from "../../src/nginx/table/answer.ts";
import { buildNginxTable } from "../../src/nginx/table/build.ts";
import { chooseServer } from "../../src/nginx/table/choose.ts";
import type { NginxTable } from "../../src/nginx/table/table.ts";
import { plainNginxWorld } from "../../src/nginx/table/world.ts";
import { translateCluster } from "../../src/translate/translate.ts";
import { compareAnswers } from "../../src/verify/compare.ts";
import { recogniseDeviation } from "../../src/verify/deviations.ts";
import { prove } from "../../src/verify/prove.ts";
import { translatePlainly } from "../unit/verify/plain-translator.ts";
import { cluster, plainCluster } from "./ask/clusters.ts";
import { mutationsOf } from "./ask/mutations.ts";
import { numbers } from "./ask/requests.ts";

const world: GatewayWorld = {
  target: "envoy-gateway",
  sections: { http: "http", https: "https" },
  services: [],
};
const seed = Number(process.env.TIDEGATE_NGINX_SEED ?? "20260301");

function translate(ingresses: readonly Ingress[]): readonly KubeObject[] {
  const translated = translateCluster({
    ingresses,
    services: [],
    config: {
      target: {
        name: "envoy-gateway",
        version: undefined,
        gatewayApi: { major: 1, minor: 5 },
        channel: "standard",
      },
      gateway: { namespace: "gateway-system", name: "public", sections: { http: "http", https: "https" } },
      gatewayByClass: {},
      nginx: {},
      dns: { externalDns: undefined },
    },
    hasNamespace: () => true,
    classOf: () => "nginx",
  });
  return translated.value.flatMap(({ objects }) => objects);
}

function proveRoutes(old: readonly Ingress[], next: readonly KubeObject[]): Proof {
  return prove({ old, oldWorld: plainNginxWorld, new: next, newWorld: world, accepted: new Set() });
}

const hostNames = ["a.test", "b.test", "x.w.test", "y.w.test", "www.a.test", "alias.test", "nobody.test"];
const segments = ["a", "b", "ab", "api", "x", "A", "v1", "q"];

const clients: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  { ":source": "10.1.2.3" },
  { ":source": "192.0.2.2" },
];

/** Requests inside what a proof compares: normal paths, and https where the host has it. */
function samplesFor(table: NginxTable, count: number, from: number): readonly RequestSample[] {
  const below = numbers(from);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[below(list.length)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  };
  return Array.from({ length: count }, () => {
    const host = pick(hostNames);
    const isTls = chooseServer(table, host).hasTls;
    const path = `/${Array.from({ length: below(4) }, () => pick(segments)).join("/")}`;
    return {
      scheme: isTls && below(2) === 0 ? ("https" as const) : ("http" as const),
      host,
      method: pick(["GET", "POST"]),
      path: `${path}${path !== "/" && below(3) === 0 ? "/" : ""}${below(4) === 0 ? "?q=1" : ""}`,
      headers: pick(clients),
    };
  });
}

/** The verdict that covers a host: its own, its wildcard's, or that of everybody else. */
function verdictOn(proof: Proof, host: string): HostProof | undefined {
  const wildcard = `*${host.slice(host.indexOf("."))}`;
  return [host, wildcard, "*"]
    .map((label) => proof.hosts.find((one) => one.host === label))
    .find((one) => one !== undefined);
}

function differs(old: NginxTable, next: GatewayTable, sample: RequestSample, label: string): boolean {
  const [before, after] = [answerNginx(old, sample), answerGateway(next, sample)];
  const difference = compareAnswers(sample, before, after);
  if (difference === undefined) return false;
  return (
    recogniseDeviation(difference, before, after, { isDeep: false, label, request: sample }) === undefined
  );
}

describe("the proof", () => {
  it("calls nothing equivalent that a sampled request tells apart, whatever was changed", () => {
    let mutated = 0;
    let noticed = 0;
    let sampled = 0;
    fc.assert(
      fc.property(cluster, fc.nat(), (old, from) => {
        const objects = translate(old);
        const oldTable = buildNginxTable(old, plainNginxWorld);
        const samples = samplesFor(oldTable, 60, from);
        const all = mutationsOf(objects);
        // All of them would take minutes: every seventh, from another start each time.
        const chosen = all.filter((_, index) => (index + from) % 7 === 0);
        for (const { what, objects: changed } of [{ what: "unchanged", objects }, ...chosen]) {
          const nextTable = buildGatewayTable(changed, world);
          const proof = proveRoutes(old, changed);
          mutated += 1;
          for (const sample of samples) {
            const verdict = verdictOn(proof, sample.host);
            sampled += 1;
            if (!differs(oldTable, nextTable, sample, verdict?.host ?? "")) continue;
            noticed += 1;
            expect(verdict?.verdict, `${what}: ${JSON.stringify(sample)}`).not.toBe("equivalent");
          }
        }
      }),
      { numRuns: 250, seed },
    );
    expect(mutated).toBeGreaterThan(1_000);
    expect(sampled).toBeGreaterThan(20_000);
    expect(noticed).toBeGreaterThan(1_000);
  });

  it("notices every mutation that changes a sampled answer of an equivalent host", () => {
    let changedAnswers = 0;
    fc.assert(
      fc.property(cluster, fc.nat(), (old, from) => {
        const objects = translate(old);
        const before = proveRoutes(old, objects);
        const fine = new Set(
          before.hosts.filter(({ verdict }) => verdict === "equivalent").map(({ host }) => host),
        );
        const oldTable = buildNginxTable(old, plainNginxWorld);
        const originalTable = buildGatewayTable(objects, world);
        const samples = samplesFor(oldTable, 40, from).filter(({ host }) =>
          fine.has(verdictOn(before, host)?.host ?? ""),
        );
        for (const { what, objects: changed } of mutationsOf(objects)) {
          const table = buildGatewayTable(changed, world);
          const telling = samples.find(
            (sample) =>
              JSON.stringify(answerGateway(table, sample).outcome) !==
                JSON.stringify(answerGateway(originalTable, sample).outcome) &&
              differs(oldTable, table, sample, verdictOn(before, sample.host)?.host ?? ""),
          );
          if (telling === undefined) continue;
          changedAnswers += 1;
          const verdict = verdictOn(proveRoutes(old, changed), telling.host);
          expect(verdict?.verdict, `${what}: ${JSON.stringify(telling)}`).toBe("different");
        }
      }),
      { numRuns: 250, seed: seed + 1 },
    );
    expect(changedAnswers).toBeGreaterThan(600);
  });

  it("says of two clusters' routes exchanged what it said before", () => {
    let different = 0;
    fc.assert(
      fc.property(plainCluster, plainCluster, (one, two) => {
        const there = proveRoutes(one, translatePlainly(two));
        const back = proveRoutes(two, translatePlainly(one));
        if (!there.equivalent) different += 1;
        expect(back.equivalent).toBe(there.equivalent);
      }),
      { numRuns: 400, seed: seed + 2 },
    );
    expect(different).toBeGreaterThan(100);
    expect(different).toBeLessThan(400);
  });

  it("shows witnesses that both models answer as recorded", () => {
    let shown = 0;
    fc.assert(
      fc.property(cluster, cluster, (old, other) => {
        const next = translate(other);
        const [oldTable, nextTable] = [buildNginxTable(old, plainNginxWorld), buildGatewayTable(next, world)];
        for (const witness of proveRoutes(old, next).hosts.flatMap(({ witnesses }) => witnesses)) {
          shown += 1;
          expect(answerNginx(oldTable, witness.request).outcome).toEqual(witness.old);
          expect(answerGateway(nextTable, witness.request).outcome).toEqual(witness.new);
        }
      }),
      { numRuns: 200, seed: seed + 3 },
    );
    expect(shown).toBeGreaterThan(500);
  });
});

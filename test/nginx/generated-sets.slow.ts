/**
 * Generated Ingress sets on a real nginx: the model and nginx have to agree on which sets are taken at all, and on every
 * request's status, Location, back end, target, headers and CORS headers.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RequestSample } from "../../src/model/proof.ts";
import { answerNginx } from "../../src/nginx/table/answer.ts";
import { buildNginxTable } from "../../src/nginx/table/build.ts";
import { compare } from "./ask/compare.ts";
import { requestsFor } from "./ask/requests.ts";
import { ingressSet } from "./ask/sets.ts";
import { openClient } from "./real/client.ts";
import { type RealNginx, startNginx } from "./real/nginx.ts";

const seed = Number(process.env.TIDEGATE_NGINX_SEED ?? "20260301");
const sets = fc.sample(ingressSet, { numRuns: 180, seed });
const requestsPerSet = 110;
const inFlight = 8;

let nginx: RealNginx | undefined;
const client = openClient();

beforeAll(async () => {
  nginx = await startNginx(sets);
});

afterAll(async () => {
  client.close();
  await nginx?.stop();
});

interface Disagreement {
  readonly set: number;
  readonly request: string;
  readonly real: string;
  readonly model: string;
}

describe("generated Ingress sets on a real nginx", () => {
  it("are taken or refused as the model says", () => {
    const disagreements = sets.flatMap(({ ingresses, world }, set) => {
      const { refused, doubts } = buildNginxTable(ingresses, world);
      const real = nginx?.sites[set]?.refused;
      if ((real !== undefined) === refused.length > 0 || doubts.length > 0) return [];
      return [{ set, real, model: refused.map(({ host, reason }) => `${host}: ${reason}`) }];
    });

    expect(disagreements).toEqual([]);
    const taken = (nginx?.sites ?? []).filter(({ refused }) => refused === undefined);
    expect(taken.length).toBeGreaterThanOrEqual(100);
    expect(sets.length - taken.length).toBeGreaterThanOrEqual(5);
  });

  it("are answered as the model says", async () => {
    const disagreements: Disagreement[] = [];
    const outcomes = new Map<string, number>();
    let compared = 0;
    let doubted = 0;
    for (const [index, set] of sets.entries()) {
      const site = nginx?.sites[index];
      if (site === undefined || site.refused !== undefined) continue;
      const table = buildNginxTable(set.ingresses, set.world);
      const ask = async (sample: RequestSample): Promise<void> => {
        const answer = answerNginx(table, sample);
        if (answer.doubt !== undefined) {
          doubted += 1;
          return;
        }
        const { real, model } = compare(await client.send(site.site, sample), answer);
        compared += 1;
        outcomes.set(answer.phase, (outcomes.get(answer.phase) ?? 0) + 1);
        if (real === model) return;
        disagreements.push({ set: index, request: JSON.stringify(sample), real, model });
      };
      const waiting = [...requestsFor(set, seed + index, requestsPerSet)];
      const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await ask(next);
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
    }

    expect(disagreements.slice(0, 20)).toEqual([]);
    expect(compared).toBeGreaterThan(12_000);
    expect(doubted).toBeLessThan(compared / 20);
    // Every phase that can decide has decided often.
    const phases = [
      "server",
      "controller",
      "add-slash",
      "preflight",
      "annotation-redirect",
      "https-redirect",
    ];
    for (const phase of [...phases, "www-redirect", "access", "backend"]) {
      expect(outcomes.get(phase) ?? 0, phase).toBeGreaterThan(20);
    }
  });
});

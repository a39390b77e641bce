/**
 * Probe: the same requests to the old and the new address, and what differs. A few at a time, in the order they were given.
 */
import type { Probed } from "../model/probe.ts";
import type { RequestSample } from "../model/proof.ts";
import { compareProbes } from "../observe/probe.ts";
import type { ProbeAddress, Prober } from "../ports/prober.ts";

export interface ProbeRequest {
  readonly requests: readonly RequestSample[];
  readonly old: ProbeAddress;
  readonly new: ProbeAddress;
  /** Lower-case names of headers to compare. */
  readonly headers: readonly string[];
  readonly body: boolean;
  /** True: methods that may change something are sent too. */
  readonly sendsEveryMethod: boolean;
}

const atOnce = 4;
const harmlessMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"];

export async function probe(asked: ProbeRequest, prober: Prober): Promise<readonly Probed[]> {
  const sent = asked.requests.filter((request) => reasonToSkip(request, asked) === undefined);
  const jobs = sent.flatMap((request) => [
    () => prober.send(request, asked.old),
    () => prober.send(request, asked.new),
  ]);
  const answers = await inTurns(jobs, atOnce);
  return asked.requests.map((request): Probed => {
    const why = reasonToSkip(request, asked);
    const at = sent.indexOf(request) * 2;
    const [old, next] = [answers[at], answers[at + 1]];
    if (why !== undefined || old === undefined || next === undefined)
      return { kind: "skipped", request, why: why ?? "it was not sent" };
    return {
      kind: "compared",
      request,
      old,
      new: next,
      differences: compareProbes(request, old, next, asked),
    };
  });
}

function reasonToSkip({ method, headers }: RequestSample, asked: ProbeRequest): string | undefined {
  if (Object.keys(headers).some((name) => name.startsWith(":")))
    return "it asks for a source address, which cannot be chosen from here";
  if (asked.sendsEveryMethod || harmlessMethods.includes(method)) return undefined;
  return `${method} may change something; --every-method sends it`;
}

async function inTurns<T>(jobs: readonly (() => Promise<T>)[], workers: number): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < jobs.length; at = next++) {
      const job = jobs[at];
      if (job !== undefined) results[at] = await job();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}

/**
 * The whole of the routing truth cases, each of which was confirmed on the real controller. A case the model does not answer
 * yet would stand in `gaps` with its reason; a gap that has closed fails the test, so the list can only shrink.
 */
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { RequestSample, RouteOutcome } from "../../../src/model/proof.ts";
import { answerNginx, type NginxAnswer } from "../../../src/nginx/table/answer.ts";
import { buildNginxTable } from "../../../src/nginx/table/build.ts";
import { type NginxWorld, nginxWorld } from "../../../src/nginx/table/world.ts";
import { ingressOf, type RawManifest, serviceOf } from "./load-cases.ts";

interface Expectation {
  readonly backend?: string;
  readonly upstreamPath?: string;
  readonly redirect?: { readonly status: number; readonly location: string };
  readonly status?: number;
  readonly upstreamHeaders?: Readonly<Record<string, string | null>>;
  readonly responseHeaders?: Readonly<Record<string, string | null>>;
}

interface Case {
  readonly id: string;
  readonly manifests: readonly RawManifest[];
  readonly configMap?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, string | boolean>>;
  readonly cluster?: Readonly<
    Record<"missingServices" | "noEndpoints" | "missingSecrets", readonly string[]>
  >;
  readonly expectConfig?: "invalid";
  readonly requests: readonly (Partial<RequestSample> & {
    readonly host: string;
    readonly path: string;
    readonly expect: Expectation;
  })[];
}

/** Case id to reason. */
const gaps: Readonly<Record<string, string>> = {};

const file = new URL("../../../fixtures/ingress-nginx-routing-cases.yaml", import.meta.url);
const { cases } = load(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] }; // our own test data

function worldOf(one: Case): NginxWorld {
  return nginxWorld({
    missingServices: new Set(one.cluster?.missingServices),
    noEndpoints: new Set(one.cluster?.noEndpoints),
    missingSecrets: new Set(one.cluster?.missingSecrets),
    secrets: new Set(
      one.manifests
        .filter(({ kind }) => kind === "Secret")
        .map(({ metadata }) => `${metadata.namespace ?? "default"}/${metadata.name}`),
    ),
    configMap: one.configMap ?? {},
    flags: one.flags ?? {},
    services: one.manifests.filter(({ kind }) => kind === "Service").map(serviceOf),
    ingressClasses: ["nginx"],
  });
}

/** What a case says about an answer, in the words of its `expect`. */
function described(answer: NginxAnswer, expected: Expectation): Expectation {
  return {
    ...describedOutcome(answer.outcome),
    ...(expected.upstreamHeaders === undefined
      ? {}
      : {
          upstreamHeaders: picked(
            answer.outcome.kind === "backend" ? answer.outcome.headers : {},
            expected.upstreamHeaders,
          ),
        }),
    ...(expected.responseHeaders === undefined
      ? {}
      : { responseHeaders: picked(answer.responseHeaders, expected.responseHeaders) }),
  };
}

function describedOutcome(outcome: RouteOutcome): Expectation {
  switch (outcome.kind) {
    case "backend":
      return { backend: outcome.backend, upstreamPath: outcome.path };
    case "redirect":
      return { redirect: { status: outcome.status, location: outcome.location } };
    case "status":
      return { status: outcome.status };
    case "denied":
      return { status: outcome.status };
  }
}

function picked(
  headers: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.keys(wanted).map((name) => [name, headers[name] ?? null]));
}

function failuresOf(one: Case): readonly unknown[] {
  const table = buildNginxTable(
    one.manifests.filter(({ kind }) => kind === "Ingress").map(ingressOf),
    worldOf(one),
  );
  if ((one.expectConfig === "invalid") !== table.refused.length > 0) return [table.refused];
  return one.requests.flatMap((request) => {
    const sample: RequestSample = { scheme: "http", method: "GET", headers: {}, ...request };
    const answer = answerNginx(table, sample);
    const actual = described(answer, request.expect);
    try {
      expect(actual).toEqual(request.expect);
      return [];
    } catch {
      return [
        {
          request: { ...request, expect: undefined },
          expected: request.expect,
          actual,
          because: answer.because,
        },
      ];
    }
  });
}

describe("routing truth cases", () => {
  it("are all there", () => {
    expect(cases).toHaveLength(90);
    expect(cases.flatMap(({ requests }) => requests)).toHaveLength(223);
  });

  it.each(cases.map((one) => [one.id, one] as const))("%s", (id, one) => {
    const failures = failuresOf(one);

    if (gaps[id] === undefined) expect(failures).toEqual([]);
    else expect(failures, `the gap "${gaps[id]}" has closed: take it off the list`).not.toEqual([]);
  });

  it("names only cases that exist as gaps", () => {
    const ids = new Set(cases.map(({ id }) => id));
    expect(Object.keys(gaps).filter((id) => !ids.has(id))).toEqual([]);
  });
});

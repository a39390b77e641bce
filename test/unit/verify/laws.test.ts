import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerGateway } from "../../../src/gateway/table/answer.ts";
import { buildGatewayTable } from "../../../src/gateway/table/table.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { answerNginx } from "../../../src/nginx/table/answer.ts";
import { buildNginxTable } from "../../../src/nginx/table/build.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { compareAnswers } from "../../../src/verify/compare.ts";
import { translatePlainly } from "./plain-translator.ts";
import { ingress, path, proveThat } from "./world.ts";

const segment = fc.constantFrom("a", "b", "ab", "api");
const pathText = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([segments, slash]) => `/${segments.join("/")}${slash && segments.length > 0 ? "/" : ""}`);

/** Paths of one host: distinct as nginx sees them, so that it takes the configuration. */
const paths = fc
  .uniqueArray(fc.tuple(pathText, fc.constantFrom("Exact" as const, "Prefix" as const)), {
    maxLength: 5,
    selector: ([text]) => (text === "/" ? text : text.replace(/\/$/, "")),
  })
  .map((list): readonly IngressPath[] => list.map(([text, type], index) => path(text, `s${index}`, type)));

const cluster = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom("a.test", "b.test", "x.w.test", "*.w.test"), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.array(paths, { minLength: 3, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([hosts, lists, tls]): readonly Ingress[] =>
    hosts.map((host, index) => {
      const own = lists[index] ?? [];
      return ingress(`i${index}`, { [host]: own.length === 0 ? [path("/", "s")] : own }, { tls });
    }),
  );

const request = fc.record({
  scheme: fc.constantFrom("http" as const, "https" as const),
  host: fc.constantFrom("a.test", "b.test", "x.w.test", "y.w.test", "n.test"),
  method: fc.constantFrom("GET", "POST"),
  path: fc.tuple(pathText, fc.constantFrom("", "?q=1")).map(([text, query]) => text + query),
  headers: fc.constant({}),
});

function tables(old: readonly Ingress[], next: readonly KubeObject[]) {
  return {
    before: buildNginxTable(old, nginxWorld({})),
    after: buildGatewayTable(next, {
      target: "envoy-gateway",
      sections: { http: "http", https: "https" },
      services: [],
    }),
  };
}

/** The same routes with one rule changed in one way. */
const mutations: readonly ((rule: Readonly<Record<string, unknown>>) => unknown)[] = [
  () => undefined,
  (rule) => ({ ...rule, backendRefs: [{ name: "other", port: 80 }] }),
  (rule) => ({ ...rule, backendRefs: [{ name: "s0", port: 81 }] }),
];

describe("laws of the proof", () => {
  it("a faithful translation of plain Ingresses is equivalent", () => {
    fc.assert(
      fc.property(cluster, (old) => {
        const proof = proveThat(old, translatePlainly(old));
        expect(proof.hosts.flatMap(({ witnesses }) => witnesses.filter(({ accepted }) => !accepted))).toEqual(
          [],
        );
        expect(proof.equivalent).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it("what is equivalent differs on no request, and what differs does on the witness", () => {
    fc.assert(
      fc.property(cluster, cluster, request, (old, other, sample) => {
        const next = translatePlainly(other);
        const { before, after } = tables(old, next);
        const proof = proveThat(old, next);
        const isTls = old.some(({ spec }) => spec.tls.length > 0);
        if (proof.equivalent && proof.hosts.every(({ witnesses }) => witnesses.length === 0)) {
          if (sample.scheme === "https" && !isTls) return;
          const difference = compareAnswers(
            sample,
            answerNginx(before, sample),
            answerGateway(after, sample),
          );
          expect(difference).toBeUndefined();
        }
        for (const { witnesses } of proof.hosts) {
          for (const witness of witnesses) {
            expect(answerNginx(before, witness.request).outcome).toEqual(witness.old);
            expect(answerGateway(after, witness.request).outcome).toEqual(witness.new);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  it("every request that differs is seen: the host it belongs to is not equivalent", () => {
    fc.assert(
      fc.property(
        cluster,
        cluster,
        fc.array(request, { minLength: 20, maxLength: 20 }),
        (old, other, samples) => {
          const next = translatePlainly(other);
          const { before, after } = tables(old, next);
          const proof = proveThat(old, next);
          for (const sample of samples) {
            // https to hosts without TLS is not part of the comparison.
            if (sample.scheme === "https") continue;
            if (
              compareAnswers(sample, answerNginx(before, sample), answerGateway(after, sample)) === undefined
            )
              continue;
            const label =
              proof.hosts.find(({ host }) => host === sample.host) ??
              proof.hosts.find(({ host }) => host === "*.w.test" && sample.host.endsWith(".w.test"));
            expect(label?.witnesses.length, JSON.stringify(sample)).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it("one changed rule is noticed", () => {
    let changed = 0;
    fc.assert(
      fc.property(cluster, fc.nat(), fc.nat(), (old, whichRoute, whichChange) => {
        const routes = translatePlainly(old);
        const index = whichRoute % routes.length;
        const target = routes[index];
        const spec = target?.spec as { readonly rules: readonly Readonly<Record<string, unknown>>[] }; // made above
        const at = spec.rules.findIndex((rule) => rule.backendRefs !== undefined);
        if (target === undefined || at < 0) return;
        const mutate = mutations[whichChange % mutations.length] ?? (() => undefined);
        const rules = spec.rules.flatMap((rule, position) =>
          position === at ? (mutate(rule) ?? []) : [rule],
        );
        const next = routes.map((route, position) =>
          position === index ? { ...target, spec: { ...spec, rules } } : route,
        );
        changed += 1;
        expect(proveThat(old, next).equivalent).toBe(false);
      }),
      { numRuns: 80 },
    );
    expect(changed).toBeGreaterThan(30);
  });

  it("the order of Ingresses and of routes changes nothing", () => {
    fc.assert(
      fc.property(cluster, cluster, (old, other) => {
        const next = translatePlainly(other);
        expect(proveThat([...old].reverse(), [...next].reverse())).toEqual(proveThat(old, next));
      }),
    );
  });
});

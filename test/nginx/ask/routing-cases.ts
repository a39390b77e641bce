/** The routing cases as Ingress sets: facts confirmed on the real controller, so that they try this folder's generator. */
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import type { RequestSample } from "../../../src/model/proof.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { ingressOf, type RawManifest, serviceOf } from "../../unit/nginx-table/load-cases.ts";
import type { IngressSet } from "../real/nginx.ts";

export interface Expectation {
  readonly backend?: string;
  readonly upstreamPath?: string;
  readonly redirect?: { readonly status: number; readonly location: string };
  readonly status?: number;
  readonly upstreamHeaders?: Readonly<Record<string, string | null>>;
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

export interface RoutingCase {
  readonly id: string;
  readonly set: IngressSet;
  readonly isInvalid: boolean;
  readonly requests: readonly { readonly sample: RequestSample; readonly expected: Expectation }[];
}

const file = new URL("../../../fixtures/ingress-nginx-routing-cases.yaml", import.meta.url);

export function routingCases(): readonly RoutingCase[] {
  const { cases } = load(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] }; // our own test data
  return cases.map((one) => ({
    id: one.id,
    isInvalid: one.expectConfig === "invalid",
    set: {
      ingresses: one.manifests.filter(({ kind }) => kind === "Ingress").map(ingressOf),
      world: nginxWorld({
        missingServices: new Set(one.cluster?.missingServices),
        noEndpoints: new Set(one.cluster?.noEndpoints),
        missingSecrets: new Set(one.cluster?.missingSecrets),
        secrets: new Set(),
        configMap: one.configMap ?? {},
        flags: one.flags ?? {},
        services: one.manifests.filter(({ kind }) => kind === "Service").map(serviceOf),
        ingressClasses: ["nginx"],
      }),
    },
    requests: one.requests.map((request) => ({
      sample: {
        scheme: request.scheme ?? "http",
        host: request.host,
        method: request.method ?? "GET",
        path: request.path,
        headers: request.headers ?? {},
      },
      expected: request.expect,
    })),
  }));
}

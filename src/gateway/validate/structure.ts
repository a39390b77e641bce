/**
 * Structure as the Go types have it, by the compiled validators of @kubernetes-models/gateway-api 2.0.0 (Gateway API 1.5
 * types, both channels in one): a second opinion beside our own tables. They let unknown fields pass and know no CEL.
 */
import { validate as backendTlsPolicy } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1BackendTLSPolicy";
import { validate as betaGateway } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1beta1Gateway";
import { validate as betaGatewayClass } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1beta1GatewayClass";
import { validate as betaHttpRoute } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1beta1HTTPRoute";
import { validate as betaReferenceGrant } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1beta1ReferenceGrant";
import { validate as gateway } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1Gateway";
import { validate as gatewayClass } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1GatewayClass";
import { validate as grpcRoute } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1GRPCRoute";
import { validate as httpRoute } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1HTTPRoute";
import { validate as listenerSet } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1ListenerSet";
import { validate as referenceGrant } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1ReferenceGrant";
import { validate as tlsRoute } from "@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1TLSRoute";
import type { KubeObject } from "../../model/kube.ts";
import { below, invalid, type Violation } from "./violation.ts";

type Validate = (data: unknown) => boolean;

const group = "gateway.networking.k8s.io";

const validators: ReadonlyMap<string, Validate> = new Map<string, Validate>([
  [`${group}/v1 BackendTLSPolicy`, backendTlsPolicy],
  [`${group}/v1 Gateway`, gateway],
  [`${group}/v1 GatewayClass`, gatewayClass],
  [`${group}/v1 GRPCRoute`, grpcRoute],
  [`${group}/v1 HTTPRoute`, httpRoute],
  [`${group}/v1 ListenerSet`, listenerSet],
  [`${group}/v1 ReferenceGrant`, referenceGrant],
  [`${group}/v1 TLSRoute`, tlsRoute],
  [`${group}/v1beta1 Gateway`, betaGateway],
  [`${group}/v1beta1 GatewayClass`, betaGatewayClass],
  [`${group}/v1beta1 HTTPRoute`, betaHttpRoute],
  [`${group}/v1beta1 ReferenceGrant`, betaReferenceGrant],
]);

/** Where a later release or the experimental channel allows more than these types do; our own tables judge it alone. */
const outgrown: readonly { readonly field: RegExp; readonly keyword: string }[] = [
  { field: /^spec\.infrastructure\.annotations$/, keyword: "maxProperties" }, // 8, and 16 since 1.6
  { field: /^spec\.tls\.frontend\..*caCertificateRefs$/, keyword: "maxItems" }, // likewise
  { field: /\.filters\[\d+\]\.type$/, keyword: "enum" }, // without ExternalAuth (experimental since 1.4)
];

export function checkStructure(object: KubeObject): readonly Violation[] {
  const validate = validators.get(`${object.apiVersion} ${object.kind}`);
  if (validate === undefined || validate(object)) return [];
  const seen = new Set<string>();
  return errorsOf(validate).flatMap(({ instancePath, keyword, params }) => {
    if (outgrown.some((one) => one.keyword === keyword && one.field.test(fieldOf(instancePath)))) return [];
    const violation = invalid(fieldOf(instancePath), wordingOf(keyword, params));
    const text = `${violation.field}: ${violation.rule}`;
    if (seen.has(text)) return [];
    seen.add(text);
    return [violation];
  });
}

interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: unknown;
}

/** Compiled AJV validators leave the errors of the last call on themselves. */
function errorsOf(validate: Validate): readonly AjvError[] {
  const { errors } = validate as Validate & { readonly errors?: readonly AjvError[] | null }; // by AJV's contract
  return errors ?? [];
}

/** "/spec/rules/0/matches" as "spec.rules[0].matches". */
function fieldOf(instancePath: string): string {
  return instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((field, part) => below(field, /^\d+$/.test(part) ? Number(part) : part), "");
}

function wordingOf(keyword: string, params: unknown): string {
  const details = Object.values(params ?? {}).map((value) =>
    Array.isArray(value) ? value.join(", ") : String(value),
  );
  return `fails the Go type's ${keyword}${details.length > 0 ? ` (${details.join("; ")})` : ""}`;
}

/**
 * Traefik's Middlewares, which rules refer to (traefik.io/v1alpha1, v3.7). Those that change who may pass or where a request goes
 * and are not read here leave the answer in doubt.
 */
import { parseCidr } from "../../../model/cidr.ts";
import type { KubeObject } from "../../../model/kube.ts";
import type { CorsFilter } from "../filter.ts";
import { type Fields, fieldsOf, numberOf, textsOf } from "../json.ts";
import { checksOf, noPolicies, nothingSaid, type Policies, type SecurityPolicy } from "../policy.ts";
import { namespaceOf } from "../route.ts";

export function traefikPolicies(objects: readonly KubeObject[]): Policies {
  const referred = new Map<string, SecurityPolicy>();
  for (const object of objects) {
    if (!object.apiVersion.startsWith("traefik.io/") || object.kind !== "Middleware") continue;
    const key = `Middleware ${namespaceOf(object)}/${object.metadata.name ?? ""}`;
    referred.set(key, readMiddleware(fieldsOf(object.spec)));
  }
  return { ...noPolicies, referred };
}

const checks: Readonly<Record<string, string>> = {
  basicAuth: "basic-auth",
  digestAuth: "digest-auth",
  forwardAuth: "external-auth",
};

/** They leave backend, path and access as they are. */
const harmless: ReadonlySet<string> = new Set([
  "buffering",
  "circuitBreaker",
  "compress",
  "headers",
  "inFlightReq",
  "ipAllowList",
  "passTLSClientCert",
  "rateLimit",
  "retry",
]);

function readMiddleware(spec: Fields): SecurityPolicy {
  const other = Object.keys(spec).find((field) => !harmless.has(field) && checks[field] === undefined);
  const list = spec.ipAllowList === undefined ? undefined : fieldsOf(spec.ipAllowList);
  const cidrs = textsOf(list?.sourceRange).flatMap((text) => parseCidr(text) ?? []);
  return {
    ...nothingSaid,
    authorization:
      list === undefined ? undefined : { allowByDefault: false, rules: [{ allow: true, cidrs }] },
    cors: spec.headers === undefined ? undefined : readHeaders(fieldsOf(spec.headers)),
    checks: checksOf(spec, checks),
    doubt: other === undefined ? undefined : `the Middleware ${other} is not modelled`,
  };
}

/** Origins given as expressions are shown by the text this project writes for a wildcard. */
function readHeaders(headers: Fields): CorsFilter | undefined {
  const plain = textsOf(headers.accessControlAllowOriginList);
  const patterns = textsOf(headers.accessControlAllowOriginListRegex).map((text) =>
    text
      .replace(/^\^|\$$/g, "")
      .replaceAll("[A-Za-z0-9.-]+", "*")
      .replaceAll("\\", ""),
  );
  const allowOrigins = [...plain, ...patterns];
  if (allowOrigins.length === 0) return undefined;
  return {
    kind: "cors",
    allowOrigins,
    allowMethods: textsOf(headers.accessControlAllowMethods),
    allowHeaders: textsOf(headers.accessControlAllowHeaders),
    exposeHeaders: textsOf(headers.accessControlExposeHeaders),
    allowCredentials: headers.accessControlAllowCredentials === true,
    maxAge: numberOf(headers.accessControlMaxAge) ?? 0,
  };
}

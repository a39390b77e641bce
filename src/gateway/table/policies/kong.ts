/**
 * KongPlugins, referred to by rules or by the route's annotation (configuration.konghq.com/v1; Kong's Ingress Controller v3.5).
 * Plugins on Services and KongClusterPlugins are not read.
 */
import { parseCidr } from "../../../model/cidr.ts";
import type { KubeObject } from "../../../model/kube.ts";
import { type Fields, fieldsOf, numberOf, textOf, textsOf } from "../json.ts";
import { allChecks, noPolicies, nothingSaid, type Policies, type SecurityPolicy } from "../policy.ts";
import { isRoute, namespaceOf } from "../route.ts";

export function kongPolicies(objects: readonly KubeObject[]): Policies {
  const referred = new Map<string, SecurityPolicy>();
  for (const object of objects) {
    if (object.kind !== "KongPlugin" || !object.apiVersion.startsWith("configuration.konghq.com/")) continue;
    const key = `KongPlugin ${namespaceOf(object)}/${object.metadata.name ?? ""}`;
    referred.set(key, readPlugin(textOf(object["plugin"]) ?? "", fieldsOf(object["config"])));
  }
  return { ...noPolicies, referred, security: annotated(objects, referred), inherits: true };
}

/** What the annotation of a route names. */
function annotated(
  objects: readonly KubeObject[],
  plugins: ReadonlyMap<string, SecurityPolicy>,
): ReadonlyMap<string, SecurityPolicy> {
  const security = new Map<string, SecurityPolicy>();
  for (const route of objects.filter(isRoute)) {
    const names = (route.metadata.annotations?.["konghq.com/plugins"] ?? "").split(",");
    const found = names.flatMap(
      (name) => plugins.get(`KongPlugin ${namespaceOf(route)}/${name.trim()}`) ?? [],
    );
    if (found.length === 0) continue;
    security.set(`HTTPRoute ${namespaceOf(route)}/${route.metadata.name ?? ""}`, {
      authorization: found.find((one) => one.authorization !== undefined)?.authorization,
      cors: found.find((one) => one.cors !== undefined)?.cors,
      checks: allChecks(found),
      doubt: found.find((one) => one.doubt !== undefined)?.doubt,
    });
  }
  return security;
}

const checks: Readonly<Record<string, string>> = {
  "basic-auth": "basic-auth",
  "key-auth": "api-key",
  jwt: "jwt",
  "hmac-auth": "hmac",
  "ldap-auth": "ldap",
  oauth2: "oidc",
  "openid-connect": "oidc",
  "forward-auth": "external-auth",
};

/** They leave backend, path and access as they are. */
const harmless: ReadonlySet<string> = new Set([
  "correlation-id",
  "prometheus",
  "proxy-cache",
  "rate-limiting",
  "request-size-limiting",
  "response-transformer",
]);

function readPlugin(plugin: string, config: Fields): SecurityPolicy {
  const check = checks[plugin];
  if (check !== undefined) return { ...nothingSaid, checks: [check] };
  if (plugin === "ip-restriction") {
    const [allow, deny] = [rangesOf(config.allow), rangesOf(config.deny)];
    const rules = [
      ...(deny.length > 0 ? [{ allow: false, cidrs: deny }] : []),
      ...(allow.length > 0 ? [{ allow: true, cidrs: allow }] : []),
    ];
    return { ...nothingSaid, authorization: { allowByDefault: allow.length === 0, rules } };
  }
  if (plugin === "cors") {
    return {
      ...nothingSaid,
      cors: {
        kind: "cors",
        allowOrigins: textsOf(config.origins).map((text) =>
          text
            .replace(/^\^|\$$/g, "")
            .replaceAll("[A-Za-z0-9.-]+", "*")
            .replaceAll("\\", ""),
        ),
        allowMethods: textsOf(config.methods),
        allowHeaders: textsOf(config.headers),
        exposeHeaders: textsOf(config.exposed_headers),
        allowCredentials: config.credentials === true,
        maxAge: numberOf(config.max_age) ?? 0,
      },
    };
  }
  return harmless.has(plugin)
    ? nothingSaid
    : { ...nothingSaid, doubt: `the KongPlugin ${plugin} is not modelled` };
}

function rangesOf(value: unknown) {
  return textsOf(value).flatMap((text) => parseCidr(text) ?? []);
}

/**
 * nginx variables inside annotation values: rewrite-target, app-root, upstream-vhost and x-forwarded-prefix let "$" pass, and
 * nginx fills them in per request (nginx.tmpl sets $namespace, $ingress_name, $service_name and $service_port per location,
 * controller v1.15.1).
 */
import type { RequestSample } from "../../model/proof.ts";
import { hostName } from "./choose.ts";
import type { ClientFacts } from "./forwarded.ts";
import type { Location } from "./table.ts";

export interface VariableFacts {
  readonly location: Location;
  readonly request: RequestSample;
  readonly client: ClientFacts;
  /** Text of a capture group; undefined where no expression has run. */
  readonly group: ((index: number) => string) | undefined;
}

const reference = /\$(?:\{(\w+)\}|([1-9]|\w+)|)/g;

/** undefined: it names a variable whose value is not known here. */
export function expand(text: string, facts: VariableFacts): string | undefined {
  let isKnown = true;
  const filled = text.replace(reference, (_all, braced: string | undefined, bare: string | undefined) => {
    const value = lookUp(braced ?? bare ?? "", facts);
    if (value === undefined) isKnown = false;
    return value ?? "";
  });
  return isKnown ? filled : undefined;
}

const knownNames: ReadonlySet<string> = new Set(
  `host http_host best_http_host scheme pass_access_scheme request_uri namespace ingress_name service_name
   service_port`.split(/\s+/),
);

/** A "$" without a name keeps nginx from loading the configuration; an unknown name may do so, or have some value. */
export function judgeVariables(text: string): "fine" | "unknown" | "broken" {
  const names = [...text.matchAll(reference)].map(([, braced, bare]) => braced ?? bare ?? "");
  if (names.includes("")) return "broken";
  return names.every((name) => /^[1-9]$/.test(name) || knownNames.has(name)) ? "fine" : "unknown";
}

function lookUp(name: string, { location, request, client, group }: VariableFacts): string | undefined {
  if (/^[1-9]$/.test(name)) return group?.(Number(name));
  const values: Readonly<Record<string, string>> = {
    host: hostName(request.host),
    http_host: request.host,
    best_http_host: client.host,
    scheme: client.connection,
    pass_access_scheme: client.scheme,
    request_uri: request.path,
    namespace: location.settings.namespace,
    ingress_name: location.settings.ingress?.split("/")[1] ?? "",
    service_name: location.service.name,
    service_port: location.service.port,
  };
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

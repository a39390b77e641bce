/**
 * The headers of the ConfigMap an Ingress names, as far as the controller would use them: one header that is not allowed, or a
 * ConfigMap of another namespace, makes every path answer 503 (internal/ingress/annotations/customheaders/main.go, v1.15.1).
 */
import { compareText } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";
import { type AnnotationReading, intentOf } from "../nginx/annotations/read.ts";
import { parseGoBoolean } from "../nginx/annotations/values.ts";
import type { ControllerConfig } from "../nginx/controller.ts";
import type { CustomHeaders } from "../targets/target.ts";
import type { TranslationInput } from "./input.ts";

export function readCustomHeaders(
  { namespace }: Ingress,
  reading: AnnotationReading,
  { entries }: ControllerConfig,
  configMaps: TranslationInput["configMaps"],
): CustomHeaders | undefined {
  const wanted = intentOf(reading, "custom-headers")?.configMap;
  if (wanted === undefined) return undefined;
  const mayCross = parseGoBoolean(entries["allow-cross-namespace-resources"] ?? "") ?? false;
  if (wanted.namespace !== namespace && !mayCross) {
    return refused("the ConfigMap is of another namespace, so ingress-nginx answers 503");
  }
  const headers = configMaps?.get(`${wanted.namespace}/${wanted.name}`);
  if (headers === undefined) return undefined;
  const allowed = new Set(
    (entries["global-allowed-response-headers"] ?? "").split(",").map((name) => name.trim()),
  );
  const names = Object.keys(headers).sort(compareText);
  const denied = names.find((name) => !allowed.has(name));
  if (denied !== undefined) {
    return refused(`global-allowed-response-headers does not list ${denied}, so ingress-nginx answers 503`);
  }
  const odd = names.find((name) => !isSayable(name, headers[name] ?? ""));
  if (odd !== undefined) return refused(`${odd} has a name or a value that no route can set`);
  return {
    is: "usable",
    headers: Object.fromEntries(names.map((name) => [name, headers[name] ?? ""])),
  };
}

function refused(because: string): CustomHeaders {
  return { is: "refused", because };
}

/** nginx variables are live in values; a route knows none. */
function isSayable(name: string, value: string): boolean {
  return (
    /^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}$/.test(name) &&
    /^[\x20-\x7e]{1,4096}$/.test(value) &&
    !value.includes("$")
  );
}

/**
 * Finds values of an Ingress that another tool fills in later (`${DOMAIN}`, `{{ .host }}`). Hosts are told about where they are read;
 * here are the other fields that decide about routing.
 */
import type { Ingress, IngressBackend } from "../../model/ingress.ts";
import { placeholderIn } from "./host.ts";

export interface FoundPlaceholder {
  readonly field: string;
  readonly keyPath: readonly (string | number)[];
  readonly placeholder: string;
}

/** nginx's own `${variable}` is not one of them, and snippets are refused as a whole. */
const nginxKeys = "nginx.ingress.kubernetes.io/";

export function placeholdersOf(ingress: Ingress): readonly FoundPlaceholder[] {
  const found: FoundPlaceholder[] = [];
  const look = (keyPath: readonly (string | number)[], text: string | undefined): void => {
    const placeholder = text === undefined ? undefined : placeholderIn(text);
    if (placeholder !== undefined) found.push({ field: keyPath.join("."), keyPath, placeholder });
  };
  const lookAtBackend = (
    keyPath: readonly (string | number)[],
    backend: IngressBackend | undefined,
  ): void => {
    if (backend === undefined) return;
    look([...keyPath, "name"], backend.name);
    if (backend.kind === "service" && "name" in backend.port) look([...keyPath, "port"], backend.port.name);
  };
  look(["metadata", "name"], ingress.name);
  look(["metadata", "namespace"], ingress.namespace);
  for (const [key, value] of Object.entries(ingress.annotations)) {
    const decides =
      key === "kubernetes.io/ingress.class" || (key.startsWith(nginxKeys) && !key.endsWith("-snippet"));
    if (decides && !isNginxVariable(value)) look(["metadata", "annotations", key], value);
  }
  look(["spec", "ingressClassName"], ingress.spec.ingressClassName);
  lookAtBackend(["spec", "defaultBackend"], ingress.spec.defaultBackend);
  ingress.spec.rules.forEach((rule, index) => {
    rule.paths.forEach((path, inner) => {
      const at = ["spec", "rules", index, "http", "paths", inner];
      look([...at, "path"], path.path);
      lookAtBackend([...at, "backend"], path.backend);
    });
  });
  ingress.spec.tls.forEach((tls, index) => {
    look(["spec", "tls", index, "secretName"], tls.secretName);
  });
  return found;
}

/** `${request_uri}` and the like: lower-case names with `_` are nginx variables, which these annotations may hold. */
function isNginxVariable(text: string): boolean {
  const placeholder = placeholderIn(text);
  return placeholder !== undefined && /^\$\{[a-z0-9]+(_[a-z0-9]+)+\}$/.test(placeholder);
}

/**
 * Finds values of an Ingress that another tool fills in later (`${DOMAIN}`, `{{ .host }}`). Hosts are told about where they are read, and
 * nginx annotations where it is known which of them matter; here are the other fields that decide about routing.
 */
import type { Ingress, IngressBackend } from "../../model/ingress.ts";
import { placeholderIn } from "./host.ts";

export interface FoundPlaceholder {
  readonly field: string;
  readonly keyPath: readonly (string | number)[];
  readonly placeholder: string;
}

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
  const classKey = "kubernetes.io/ingress.class";
  look(["metadata", "annotations", classKey], ingress.annotations[classKey]);
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

/** Flux fills in `${…}` in some places and not in others; the other marks belong to tools that are not followed. */
export function whyHeld(placeholder: string): "nothing-substitutes" | "other-tool" {
  return placeholder.startsWith("${") ? "nothing-substitutes" : "other-tool";
}

const nginxKeys = "nginx.ingress.kubernetes.io/";

/** nginx annotations with a mark that is filled in by somebody else; snippets are judged line by line elsewhere. */
export function annotationsWithMarks(ingress: Ingress): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(ingress.annotations).filter(([key, text]) => {
      const placeholder =
        key.startsWith(nginxKeys) && !key.endsWith("-snippet") ? placeholderIn(text) : undefined;
      return placeholder !== undefined && !isNginxVariable(placeholder);
    }),
  );
}

/** `${request_uri}` and the like: lower-case names with `_` are nginx variables, which these annotations may hold. */
function isNginxVariable(placeholder: string): boolean {
  return /^\$\{[a-z0-9]+(_[a-z0-9]+)+\}$/.test(placeholder);
}

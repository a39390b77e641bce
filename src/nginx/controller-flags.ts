/**
 * Flags of the controller that change what Ingresses mean and that routes do not carry: kubernetes/ingress-nginx v1.15.1,
 * pkg/flags/flags.go. Flags that only say how the controller runs are not listed.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Place } from "../model/place.ts";
import { parseGoBoolean } from "./annotations/values.ts";

type Flags = Readonly<Record<string, string | boolean>>;

const differences: Readonly<Record<string, string>> = {
  "default-backend-service":
    "that Service answers requests no rule takes, and errors listed in custom-http-errors; the new gateway answers 404 itself",
  "default-ssl-certificate":
    "TLS hosts whose Ingress names no secret are served with that certificate; their listener has to name it",
  "tcp-services-configmap": "the controller serves plain TCP ports too, which no Ingress shows",
  "udp-services-configmap": "the controller serves plain UDP ports too, which no Ingress shows",
  "watch-namespace": "it serves the Ingresses of one namespace only; the others may be served by nobody",
  "watch-namespace-selector":
    "it serves the Ingresses of some namespaces only; the others may be served by nobody",
  "disable-catch-all":
    "Ingresses without a host, and default backends, are not served; their routes would be",
};

const usualPrefix = "nginx.ingress.kubernetes.io";

export function flagFindings(flags: Flags, places: ReadonlyMap<string, Place>): readonly Diagnostic[] {
  return Object.entries(flags).flatMap(([flag, given]) => {
    const value = String(given);
    const at = places.get(flag);
    if (flag === "annotations-prefix" && value !== usualPrefix) {
      const because = `the controller reads annotations below ${value}, so those below ${usualPrefix} mean nothing to it`;
      return [diagnose("controller-flag-needs-decision", { flag, value, because }, { at })];
    }
    const because = Object.hasOwn(differences, flag) ? differences[flag] : undefined;
    if (because === undefined || value === "" || parseGoBoolean(value) === false) return [];
    return [diagnose("controller-flag-differs", { flag, value, because }, { at })];
  });
}

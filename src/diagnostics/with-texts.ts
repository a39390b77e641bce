/** A finding about texts with stand-ins, told with the texts people wrote. */
import { toIngressKey } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import { restoreJson } from "../model/placeholder-objects.ts";
import type { StandIns } from "../model/placeholder-text.ts";
import type { Diagnostic } from "./diagnostic.ts";

export function withTexts(diagnostic: Diagnostic, standIns: StandIns): Diagnostic {
  const { ingress } = diagnostic;
  const [namespace = "", name = ""] = ingress === undefined ? [] : standIns.show(ingress).split("/");
  const params = restoreJson(diagnostic.params as unknown as Json, standIns, "show"); // parameters are JSON data
  return {
    ...diagnostic,
    params,
    ingress: ingress === undefined ? undefined : toIngressKey(namespace, name),
  } as Diagnostic; // the same parameters with other texts
}

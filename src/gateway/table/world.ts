/**
 * Facts the route objects do not hold: which data plane serves them, and what exists beside them.
 */
import type { TargetName } from "../../model/config.ts";
import type { Service } from "../../model/kube.ts";

export interface GatewayWorld {
  readonly target: TargetName;
  /** Listener names of a Gateway that is not among the objects: http on port 80, https on port 443. */
  readonly sections: { readonly http: string; readonly https: string };
  /** Known Services; an unknown one is taken to exist with the port written. */
  readonly services: readonly Service[];
  /** "namespace/name" of Services that do not exist (500) or have no endpoints (503). */
  readonly missingServices?: ReadonlySet<string>;
  readonly noEndpoints?: ReadonlySet<string>;
}

/** What an Ingress is to get: its routes, and the objects that go with them. */
import type { KubeObject } from "../../model/kube.ts";
import type { Emission } from "../../model/translation.ts";
import { type RouteIntent, routeIntentOf } from "../../sources/helm/edit/intent.ts";

export interface Wanted {
  readonly routes: readonly RouteIntent[];
  /** Policies, and what filters refer to. */
  readonly attached: readonly KubeObject[];
}

export function wantedOf({ objects }: Pick<Emission, "objects">): Wanted {
  return {
    routes: objects.flatMap((object) => routeIntentOf(object) ?? []),
    attached: objects.filter((object) => routeIntentOf(object) === undefined),
  };
}

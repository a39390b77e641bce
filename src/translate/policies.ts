/**
 * The objects of the implementation's own kinds that go with the routes of one Ingress, and the routes with what they need to
 * refer to them.
 */
import type { HttpRoute } from "../gateway/objects/http-route.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject } from "../model/kube.ts";
import type { IngressFacts, IntentAnswer, Target } from "../targets/target.ts";
import type { BuiltRoute } from "./routes.ts";

export interface PolicyFrame {
  readonly ingress: Ingress;
  readonly target: Target;
  readonly facts: IngressFacts;
  readonly hasNamespace: boolean;
}

export function withPolicies(
  built: readonly BuiltRoute[],
  answers: readonly IntentAnswer[],
  { ingress, target, facts, hasNamespace }: PolicyFrame,
): { readonly routes: readonly HttpRoute[]; readonly policies: readonly KubeObject[] } {
  const parts = answers.flatMap((answer) => answer.policies ?? []);
  const ofRoutes = parts.filter(({ attachesTo }) => attachesTo === undefined);
  const ofServices = parts.filter(({ attachesTo }) => attachesTo === "service");
  const annotations: Readonly<Record<string, string>> = Object.fromEntries(
    answers.flatMap((answer) => Object.entries(answer.annotations ?? {})),
  );
  const routes = built.map(({ route, forwards }) => {
    if (!forwards) return route;
    const annotated = withAnnotations(route, annotations);
    return target.refer?.(annotated, ofRoutes) ?? annotated;
  });
  const namespace = hasNamespace ? ingress.namespace : undefined;
  const own = facts.backends.filter(({ isShared }) => !isShared);
  const services = [...new Set(own.map(({ service }) => service))];
  return {
    routes,
    policies: [
      ...routes.flatMap((route, index) =>
        built[index]?.forwards === true ? target.policies(route, ofRoutes) : [],
      ),
      ...(ofServices.length === 0
        ? []
        : services.flatMap(
            (name) => target.servicePolicies?.({ name, namespace }, ingress.name, ofServices) ?? [],
          )),
    ],
  };
}

function withAnnotations(route: HttpRoute, further: Readonly<Record<string, string>>): HttpRoute {
  if (Object.keys(further).length === 0) return route;
  const { name, namespace, labels, annotations, ...rest } = route.metadata;
  const named = { ...(name !== undefined && { name }), ...(namespace !== undefined && { namespace }) };
  const metadata = {
    ...named,
    ...(labels !== undefined && { labels }),
    annotations: { ...annotations, ...further },
    ...rest,
  };
  return { ...route, metadata };
}

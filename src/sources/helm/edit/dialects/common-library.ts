/**
 * `route.<id>` of the bjw-s common library. It writes every rule out, redirects included (a rule with a redirect and no backendRefs).
 * A backend is an `identifier` of the values where the block uses one (4.0.0 and later), else the Service's name. The template fills in
 * group and kind of parentRefs. A second route changes the names of both, because names get their key once there are two.
 */
import type { Json } from "../../../../model/kube.ts";
import { isMapping } from "../../../objects/parse.ts";
import { at } from "../../charts/naming.ts";
import { newestMatching } from "../../version.ts";
import type { Expressed, ExpressRequest, RouteEntry } from "../expression.ts";
import { backendsOf, type JsonMap, type RouteIntent } from "../intent.ts";
import { type Cannot, cannot, headOf, isCannot, ruleFields } from "./parts.ts";

export function commonLibraryValues(request: ExpressRequest): Expressed {
  if (request.context.version === undefined) return cannot("the version of its library is not known");
  const entries: RouteEntry[] = [];
  for (const [index, route] of request.routes.entries()) {
    const value = entryFor(route, request);
    if (isCannot(value)) return value;
    entries.push({ key: keyFor(route, request, index), value });
  }
  return { kind: "expressed", entries, beside: [] };
}

/** The block's own key; a further route adds what its name adds to the first one's. */
function keyFor(route: RouteIntent, request: ExpressRequest, index: number): string {
  const id = request.id ?? "main";
  if (index === 0) return id;
  const first = request.routes[0]?.name ?? "";
  const addition = route.name.startsWith(`${first}-`)
    ? route.name.slice(first.length + 1)
    : String(index + 1);
  return `${id}-${addition}`;
}

function entryFor(route: RouteIntent, request: ExpressRequest): JsonMap | Cannot {
  const head = headOf(route, request);
  if (isCannot(head)) return head;
  if (JSON.stringify(route.annotations).includes("{{")) return cannot("its annotations go through templates");
  const rules: Json[] = [];
  for (const rule of route.rules) {
    const fields = ruleFields(rule, ["matches", "filters"], request);
    if (isCannot(fields)) return fields;
    const backends: Json[] = [];
    for (const backend of backendsOf(rule)) {
      const written = backendFor(backend, request);
      if (isCannot(written)) return written;
      backends.push(written);
    }
    rules.push({ ...fields, ...(backends.length === 0 ? {} : { backendRefs: backends }) });
  }
  return { ...head, parentRefs: route.parentRefs.map(withoutDefaults), rules };
}

function backendFor(backend: JsonMap, request: ExpressRequest): JsonMap | Cannot {
  const { name, port, weight = 1, kind = "Service", group = "" } = backend;
  if (kind !== "Service" || group !== "" || typeof name !== "string" || backend.filters !== undefined) {
    return cannot("one of its backends is no plain Service");
  }
  const hasIdentifiers = newestMatching([request.context.version ?? ""], ">=4.0.0-0") !== undefined;
  const reference = hasIdentifiers ? referenceTo(name, request) : olderReference(name, request);
  if (reference === undefined) return cannot("before 4.0.0 it sends every port to the Service's primary one");
  return { ...reference, ...(port === undefined ? {} : { port }), ...(weight === 1 ? {} : { weight }) };
}

/** The identifier all of the block's paths use, where they mean this Service; a literal name where that cannot be told. */
function referenceTo(name: string, request: ExpressRequest): JsonMap {
  const backends = request.block.hosts.flatMap(({ paths }) => paths.map(({ backend }) => backend));
  const identifiers = new Set(
    backends.map((backend) => (backend?.kind === "identifier" ? backend.identifier : undefined)),
  );
  const [only, ...others] = identifiers;
  // the port is written beside it, so it need not be the Service's first one
  const isMeant = only !== undefined && others.length === 0 && request.serviceOf(only) === name;
  return isMeant ? { identifier: only } : { name };
}

/** A `name` of the values there means their service and takes its primary port, whatever `port` says. */
function olderReference(name: string, request: ExpressRequest): JsonMap | undefined {
  const services = at(request.context.values, ["service"]);
  return isMapping(services) && Object.hasOwn(services, name) ? undefined : { name };
}

function withoutDefaults(parent: JsonMap): JsonMap {
  const { group, kind, ...rest } = parent;
  return {
    ...(group === "gateway.networking.k8s.io" || group === undefined ? {} : { group }),
    ...(kind === "Gateway" || kind === undefined ? {} : { kind }),
    ...rest,
  };
}

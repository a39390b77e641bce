// An App looks at its own webhook deliveries and asks for one again; the second try carries the same delivery id.

import type { Deliveries, Delivery } from "../webhooks/deliveries.ts";
import { ApiError, notFound } from "../world/errors.ts";
import type { App } from "../world/types.ts";
import { param } from "./find.ts";
import { pageOf } from "./page.ts";
import { ok, type Reply } from "./reply.ts";
import { type Context, forApp, type Route } from "./route.ts";

export function hookRoutes(deliveries: Deliveries): readonly Route[] {
  return [
    forApp("GET", "/app/hook/config", (_, app) =>
      ok({
        content_type: "json",
        insecure_ssl: "0",
        ...(app.hook.secret === undefined ? {} : { secret: "********" }),
        ...(app.hook.url === undefined ? {} : { url: app.hook.url }),
      }),
    ),
    forApp("GET", "/app/hook/deliveries", (context, app) => listDeliveries(context, sentTo(deliveries, app))),
    forApp("GET", "/app/hook/deliveries/{delivery_id}", (context, app) => {
      const delivery = find(deliveries, app, context);
      return ok({
        ...viewItem(delivery),
        url: app.hook.url ?? "",
        request: { headers: delivery.headers, payload: delivery.payload },
        response: { headers: delivery.response.headers, payload: delivery.response.body },
      });
    }),
    forApp("POST", "/app/hook/deliveries/{delivery_id}/attempts", (context, app) => {
      deliveries.redeliver(find(deliveries, app, context));
      return { status: 202, body: {} };
    }),
  ];
}

function sentTo(deliveries: Deliveries, app: App): readonly Delivery[] {
  // A dropped delivery is one GitHub never made: the App cannot find it in the list either.
  return deliveries.log
    .filter((delivery) => delivery.app === app && delivery.outcome !== "dropped")
    .toReversed();
}

function find(deliveries: Deliveries, app: App, context: Context): Delivery {
  const found = sentTo(deliveries, app).find(
    (delivery) => String(delivery.id) === param(context, "delivery_id"),
  );
  if (found === undefined) throw notFound();
  return found;
}

/** Deliveries are paged by cursor, not by number. */
function listDeliveries(context: Context, newestFirst: readonly Delivery[]): Reply {
  const { query, path } = context.request;
  const status = query.get("status");
  const selected = newestFirst.filter((delivery) => {
    if (status === null) return true;
    return (status === "success") === (delivery.statusCode >= 200 && delivery.statusCode < 400);
  });
  const cursor = query.get("cursor");
  const start = cursor === null ? 0 : selected.findIndex((delivery) => cursor === `v1_${delivery.id}`);
  if (start < 0) throw new ApiError(422, "Invalid cursor");
  const rest = selected.slice(start);
  const params = new URLSearchParams(query);
  params.delete("page");
  const { items } = pageOf({ world: context.world, request: { ...context.request, query: params } }, rest);
  const next = rest[items.length];
  if (next === undefined) return ok(items.map(viewItem));
  params.set("cursor", `v1_${next.id}`);
  return ok(items.map(viewItem), {
    link: `<${context.world.urls.api}${path}?${params.toString()}>; rel="next"`,
  });
}

function viewItem(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt.toISOString(),
    redelivery: delivery.isRedelivery,
    duration: delivery.seconds,
    status: delivery.statusCode >= 200 && delivery.statusCode < 400 ? "OK" : "Invalid HTTP Response",
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action ?? null,
    installation_id: delivery.installationId ?? null,
    repository_id: delivery.repositoryId ?? null,
  };
}

/**
 * What a proof takes for granted or leaves out, in sentences: stated with every result, never silent.
 */
import type { GatewayTable } from "../gateway/table/table.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxTable } from "../nginx/table/table.ts";

export function assumptionsOf(
  old: NginxTable,
  next: GatewayTable,
  ingresses: readonly Ingress[],
): readonly string[] {
  const undated = ingresses.filter(({ creationTimestamp }) => creationTimestamp === undefined).length;
  return [
    "Only normal paths are compared: no doubled slashes, dot segments or percent-escapes, which proxies normalise differently.",
    "https requests to a host without TLS reach the controller's default certificate and are not compared.",
    "Every Service and Secret exists and has ready endpoints unless said otherwise; 503 of nginx and 500 of the new routes for a missing Service count as equal.",
    "Time limits are compared where both sides state them in the same terms (connecting); body sizes, retries, buffering, rate limits, mirrors, error pages, session affinity and response headers are not compared.",
    "Requests carry no X-Forwarded-* headers of their own: what either proxy believes of them is not compared.",
    "Of the headers to the back end, Host, X-Forwarded-Prefix and those the new routes set are compared.",
    "Preflights that both proxies answer count as equal whatever status and CORS headers they carry; CORS headers of other answers, and origins that pass only because nginx compares the end of the text, are not compared.",
    "Rewritten paths are compared on several members of each class of paths, not symbolically.",
    "Authentication is compared for clients without credentials and for clients whom every check finds for; who that is (which service, passwords, certificates) is not, nor what a check adds to the request.",
    ...(undated > 1
      ? [
          "Ingresses without creationTimestamp are taken as created in the same second: the last name wins a shared path.",
        ]
      : []),
    ...next.assumptions,
    ...old.dropped.map(
      ({ ingress, reason }) => `Ingress ${ingress} is not served by the controller: ${reason}.`,
    ),
    ...old.refused.map(
      ({ host, reason }) =>
        `nginx refuses this configuration (${host}: ${reason}), so the controller keeps serving an older one.`,
    ),
    ...old.doubts.map(
      ({ host, reason }) =>
        `${host === "" ? "No host" : `Host ${host}`} is ${host === "" ? "" : "not "}fully modelled: ${reason}.`,
    ),
  ];
}

/**
 * Header names with underscores: nginx drops such headers (underscores_in_headers off), Envoy passes them on unless told otherwise
 * (core.v3.HttpProtocolOptions.headers_with_underscores_action), which Envoy Gateway does.
 */
import type { TargetDefault } from "./target.ts";

export function passesUnderscores(title: string): TargetDefault {
  return () => ({
    value: "off",
    answer: {
      verdict: "approximate",
      note: `nginx drops request headers whose name holds an underscore; ${title} passes them on to the backend`,
    },
  });
}

/** ClientTrafficPolicy headers.withUnderscoresAction, default RejectRequest (envoyproxy/gateway v1.9). */
export const rejectsUnderscores: TargetDefault = () => ({
  value: "off",
  answer: {
    verdict: "approximate",
    note: "nginx drops request headers whose name holds an underscore; Envoy Gateway answers 400 to such requests, unless a ClientTrafficPolicy of the Gateway says headers.withUnderscoresAction: DropHeader",
  },
});

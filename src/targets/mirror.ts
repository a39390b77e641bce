/** Copies of requests to a Service, with Gateway API's own filter. */
import { refuse } from "./core.ts";
import type { Emit } from "./target.ts";

export const mirror: Emit<"mirror"> = ({ service, port }, { supports }) => {
  if (!supports("HTTPRouteRequestMirror")) {
    return refuse("this target copies no requests", "Stop mirroring, or choose another target");
  }
  const note = `requests are copied to ${service}:${port} and the answers thrown away; the copies carry the Host the implementation gives them, and a slow mirror delays nobody`;
  const backendRef = { group: "", kind: "Service", name: service, port };
  return {
    answers: {
      "": { verdict: "approximate", note },
      "mirror-host": {
        verdict: "approximate",
        note: "the copies carry the Host the implementation gives them",
      },
      "mirror-request-body": { verdict: "approximate", note: "bodies are copied as well" },
    },
    filters: [{ type: "RequestMirror", requestMirror: { backendRef } }],
  };
};

import { expect, test } from "vitest";
import { simple, translated } from "../translate/given.ts";

const annotations = {
  "proxy-read-timeout": "3600",
  "proxy-connect-timeout": "10",
  "whitelist-source-range": "10.0.0.0/8,192.0.2.1",
  "enable-cors": "true",
  "cors-allow-origin": "https://app.test",
};

test("one object per kind, attached to the route by name", () => {
  const [emission] = translated(simple(annotations), { target: "envoy-gateway", api: "1.4" }).value;

  expect(emission?.objects.slice(1)).toEqual([
    {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "BackendTrafficPolicy",
      metadata: { name: "web", namespace: "default" },
      spec: {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web" }],
        timeout: { tcp: { connectTimeout: "10s" }, http: { streamIdleTimeout: "3600s" } },
      },
    },
    {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "SecurityPolicy",
      metadata: { name: "web", namespace: "default" },
      spec: {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web" }],
        authorization: {
          defaultAction: "Deny",
          rules: [
            {
              name: "allowed-sources",
              action: "Allow",
              principal: { clientCIDRs: ["10.0.0.0/8", "192.0.2.1/32"] },
            },
          ],
        },
        cors: {
          allowOrigins: ["https://app.test"],
          allowMethods: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"],
          allowHeaders: [
            "DNT",
            "Keep-Alive",
            "User-Agent",
            "X-Requested-With",
            "If-Modified-Since",
            "Cache-Control",
            "Content-Type",
            "Range",
            "Authorization",
          ],
          maxAge: "480h",
          allowCredentials: true,
        },
      },
    },
  ]);
});

/**
 * An Ingress with nothing but annotations, for tests of their meaning.
 */
import { toIngressKey } from "../../../src/model/brands.ts";
import type { Ingress } from "../../../src/model/ingress.ts";

/** Names without the nginx prefix. */
export function annotated(annotations: Readonly<Record<string, string>>): Ingress {
  return {
    key: toIngressKey("shop", "web"),
    namespace: "shop",
    name: "web",
    labels: {},
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
    ),
    creationTimestamp: undefined,
    spec: {
      ingressClassName: "nginx",
      defaultBackend: undefined,
      rules: [
        {
          host: "shop.test",
          paths: [
            {
              path: "/",
              pathType: "Prefix",
              backend: { kind: "service", name: "web", port: { number: 80 } },
            },
          ],
        },
      ],
      tls: [],
    },
  };
}

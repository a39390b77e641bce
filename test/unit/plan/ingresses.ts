/** Entries of an inventory with the few fields that planning looks at. */
import type { IngressKey, RepoPath } from "../../../src/model/brands.ts";
import type { InventoryIngress } from "../../../src/model/ingress.ts";

export interface PlanIngress {
  readonly key: string;
  readonly hosts?: readonly (string | undefined)[];
  readonly tlsHosts?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly ours?: boolean;
  readonly defaultBackend?: boolean;
}

export function planIngress(fields: PlanIngress): InventoryIngress {
  const [namespace = "", name = ""] = fields.key.split("/");
  const path = `${fields.key}.yaml` as RepoPath;
  const backend = { kind: "service", name: "s", port: { number: 80 } } as const;
  const annotations = Object.entries(fields.annotations ?? {});
  return {
    key: fields.key as IngressKey,
    namespace,
    name,
    labels: {},
    annotations: Object.fromEntries(
      annotations.map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
    ),
    creationTimestamp: undefined,
    spec: {
      ingressClassName: fields.className ?? "nginx",
      defaultBackend: fields.defaultBackend === true ? backend : undefined,
      rules: (fields.hosts ?? []).map((host) => ({
        host,
        paths: [{ path: "/", pathType: "Prefix", backend }],
      })),
      tls: fields.tlsHosts === undefined ? [] : [{ hosts: fields.tlsHosts, secretName: undefined }],
    },
    cluster: "default",
    class: { name: fields.className ?? "nginx", from: "spec", ours: fields.ours ?? true },
    sourceKind: "manifest",
    site: { path, document: 0, item: undefined, place: { path, line: 1, column: 1 }, hasNamespace: true },
    chain: [],
    listedBy: [],
  };
}

/**
 * Argo's charts (argoproj/argo-helm, read at argo-cd 10.1.1). `server.httproute` of argo-cd since 8.6.0, its `timeouts` since 9.4.5;
 * hostnames are printed as they are, while those of the Ingress go through `tpl`. The port follows `configs.params.server.insecure`.
 */
import { newestMatching } from "../version.ts";
import type { ChartContext, ChartEntry } from "./entry.ts";
import { at, fullname, fullnameBackend, portAt } from "./naming.ts";
import { ruleList } from "./shapes.ts";

const serverRoute = ruleList({ at: ["server", "httproute"], since: "8.6.0", timeoutsSince: "9.4.5" });

const server = {
  route: serverRoute,
  backend: {
    service: (context: ChartContext) => fullname(context, { nameOverride: "argocd", suffix: "-server" }),
    port: serverPort,
  },
  templatesHosts: true,
  defaultPath: "/",
  defaultPathType: "Prefix",
  enabledByDefault: false,
};

export const argoCd: ChartEntry = {
  name: "argo-cd",
  charts: ["argo-cd"],
  sites: [
    {
      ...server,
      block: ["server", "ingress"],
      versions: ">=6.0.0-0",
      hostAt: [["global", "domain"]],
      tlsSecret: () => "argocd-server-tls",
    },
    { ...server, block: ["server", "ingress"], versions: "<6.0.0-0" },
    {
      block: ["applicationSet", "ingress"],
      route: ruleList({ at: ["applicationSet", "httproute"], since: "9.5.6" }),
      backend: fullnameBackend(
        { at: ["applicationSet", "service", "port"], otherwise: 7000 },
        { nameOverride: "argocd", suffix: "-applicationset-controller" },
      ),
      templatesHosts: true,
      hostAt: [["global", "domain"]],
      defaultPath: "/api/webhook",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

export const argoWorkflows: ChartEntry = {
  name: "argo-workflows",
  charts: ["argo-workflows"],
  sites: [
    {
      block: ["server", "ingress"],
      route: ruleList({ at: ["server", "httproute"], since: "0.47.0", timeoutsSince: "0.47.0" }),
      backend: fullnameBackend({ at: ["server", "servicePort"], otherwise: 2746 }, { suffix: "-server" }),
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

export const argoRollouts: ChartEntry = {
  name: "argo-rollouts",
  charts: ["argo-rollouts"],
  sites: [
    {
      block: ["dashboard", "ingress"],
      route: ruleList({ at: ["dashboard", "httproute"], since: "2.41.0" }),
      backend: fullnameBackend(
        { at: ["dashboard", "service", "port"], otherwise: 3100 },
        { suffix: "-dashboard" },
      ),
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

/** The flag stands in `configs.params` since 5.0.0; before it was an argument of the server, which only a render tells. */
function serverPort({ values, version }: ChartContext): string | number | undefined {
  const insecure = at(values, ["configs", "params", "server.insecure"]);
  const isOld = version !== undefined && newestMatching([version], "<5.0.0-0") !== undefined;
  if (isOld) return undefined;
  const key = insecure === true || insecure === "true" ? "servicePortHttp" : "servicePortHttps";
  return portAt(values, ["server", "service", key]) ?? (key === "servicePortHttp" ? 80 : 443);
}

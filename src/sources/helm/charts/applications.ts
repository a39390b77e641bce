/**
 * Applications whose charts look like `helm create` or nearly so; read in 2026-08 where the comment names the repository, otherwise
 * as their documentation shows them. A `since` that is not known is left out: then only the chart's files decide.
 */
import type { ChartEntry, RouteValues } from "./entry.ts";
import { at, fullname, fullnameBackend, portAt, textAt } from "./naming.ts";
import { helmCreateSite, routeMap, ruleList } from "./shapes.ts";

const none: RouteValues = { kind: "none" };

/** goauthentik/helm charts/authentik/templates/server/{ingress,route}.yaml. */
const authentik: ChartEntry = {
  name: "authentik",
  charts: ["authentik"],
  sites: [
    {
      block: ["server", "ingress"],
      route: routeMap({ at: ["server", "route", "main"], since: "2025.2.4" }),
      backend: {
        service: (context) => fullname(context, { suffix: "-server" }),
        port: ({ values }) =>
          at(values, ["server", "ingress", "https"]) === true
            ? (portAt(values, ["server", "service", "servicePortHttps"]) ?? 443)
            : (portAt(values, ["server", "service", "servicePortHttp"]) ?? 80),
      },
      templatesHosts: true,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

/** stefanprodan/podinfo charts/podinfo/templates/{ingress,httproute}.yaml. */
const podinfo: ChartEntry = {
  name: "podinfo",
  charts: ["podinfo"],
  sites: [
    helmCreateSite({
      route: ruleList({ at: ["httpRoute"], since: "6.9.2" }),
      portAt: ["service", "externalPort"],
      port: 9898,
    }),
  ],
};

/**
 * nextcloud/helm charts/nextcloud/templates/{ingress,route}.yaml: the host is the application's own setting. Its `httpRoute` adds
 * redirects for service discovery unless they are switched off.
 */
const nextcloud: ChartEntry = {
  name: "nextcloud",
  charts: ["nextcloud"],
  sites: [
    {
      ...helmCreateSite({
        route: {
          ...ruleList({ at: ["httpRoute"], since: "8.8.0", timeoutsSince: "9.1.0" }),
          templatesHosts: true,
          along: { wellKnown: { enabled: false } },
        },
        port: 8080,
      }),
      hostAt: [["nextcloud", "host"]],
      defaultPath: "/",
      defaultPathType: "Prefix",
    },
  ],
};

/** guerzon/vaultwarden charts/vaultwarden/templates/{ingress,httproute}.yaml: `tls: true` uses `tlsSecret`. A map
 * of routes since 0.39.0; 0.37.0 had one flat route. */
const vaultwarden: ChartEntry = {
  name: "vaultwarden",
  charts: ["vaultwarden"],
  sites: [
    {
      block: ["ingress"],
      route: {
        kind: "values",
        since: "0.39.0",
        at: ["httpRoute", "main"],
        dialect: { kind: "whole-rules", annotations: "additionalAnnotations" },
        timeoutsSince: undefined,
        templatesHosts: false,
      },
      backend: {
        service: (context) => fullname(context),
        port: ({ values }) =>
          textAt(values, ["rocket", "tls", "secretName"]) === undefined ? "http" : "https",
      },
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

/** oauth2-proxy/manifests helm/oauth2-proxy/templates/{ingress,httproute}.yaml. */
const oauth2Proxy: ChartEntry = {
  name: "oauth2-proxy",
  charts: ["oauth2-proxy"],
  sites: [
    {
      block: ["ingress"],
      route: {
        kind: "unusable",
        at: ["gatewayApi"],
        why: "its `gatewayApi` values (since 8.5.0) take one gateway, and rules without timeouts",
      },
      backend: fullnameBackend({ at: ["service", "portNumber"], otherwise: 80 }),
      templatesHosts: true,
      defaultPath: "/",
      defaultPathType: "ImplementationSpecific",
      enabledByDefault: false,
    },
  ],
};

/** cilium/cilium install/kubernetes/cilium/templates/hubble-ui/{ingress,service}.yaml. */
const cilium: ChartEntry = {
  name: "cilium",
  charts: ["cilium"],
  sites: [
    {
      block: ["hubble", "ui", "ingress"],
      route: none,
      backend: { service: () => "hubble-ui", port: () => "http", ingress: () => "hubble-ui" },
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

/** minio/minio helm/minio: the console has an Ingress and a Service of its own. */
const minio: ChartEntry = {
  name: "minio",
  charts: ["minio"],
  sites: [
    {
      block: ["ingress"],
      route: none,
      backend: fullnameBackend({ at: ["service", "port"], otherwise: 9000 }),
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
    {
      block: ["consoleIngress"],
      route: none,
      backend: fullnameBackend({ at: ["consoleService", "port"], otherwise: 9001 }, { suffix: "-console" }),
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

const weaveGitops: ChartEntry = {
  name: "weave-gitops",
  charts: ["weave-gitops"],
  sites: [helmCreateSite({ route: none, port: 9001 })],
};

/** emqx/emqx deploy/charts/emqx: the dashboard and the API share a Service with named ports. */
const emqx: ChartEntry = {
  name: "emqx",
  charts: ["emqx", "emqx-enterprise"],
  sites: [
    {
      block: ["ingress", "*"],
      route: none,
      backend: undefined,
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "ImplementationSpecific",
      enabledByDefault: false,
    },
  ],
};

/** VictoriaMetrics/helm-charts: `server` of the single-node charts. */
const victoria: ChartEntry = {
  name: "victoria",
  charts: [
    "victoria-logs-single",
    "victoria-metrics-single",
    "victoria-metrics-cluster",
    "victoria-metrics-k8s-stack",
  ],
  sites: ["server", "vmselect", "vminsert", "vmsingle", "vmauth"].map((component) => ({
    block: [component, "ingress"],
    route: {
      kind: "unusable",
      at: [component, "route"],
      why: "which fields its `route` takes depends on the chart's library and is not known here",
    } as const,
    backend: undefined,
    templatesHosts: true,
    enabledByDefault: false,
  })),
};

/** opencost/opencost-helm-chart: the block of the user interface. */
const opencost: ChartEntry = {
  name: "opencost",
  charts: ["opencost"],
  sites: [
    {
      block: ["opencost", "ui", "ingress"],
      route: {
        kind: "unusable",
        at: ["opencost", "ui", "httpRoute"],
        why: "which fields its `httpRoute` takes is not known here",
      },
      backend: fullnameBackend({ at: ["opencost", "ui", "ingress", "servicePort"], otherwise: "http-ui" }),
      reads: ["servicePort"],
      templatesHosts: false,
      defaultPath: "/",
      enabledByDefault: false,
    },
  ],
};

/** openbao/openbao-helm: the Service depends on the mode (standalone, active of several). */
const openbao: ChartEntry = {
  name: "openbao",
  charts: ["openbao"],
  sites: [
    {
      block: ["server", "ingress"],
      route: {
        kind: "unusable",
        at: ["server", "gateway", "httpRoute"],
        why: "its `server.gateway.httpRoute` takes hosts, neither rules nor timeouts",
      },
      backend: undefined,
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

const jellyfin: ChartEntry = {
  name: "jellyfin",
  charts: ["jellyfin"],
  sites: [helmCreateSite({ route: ruleList({ at: ["httpRoute"], since: undefined }), port: 8096 })],
};

/** open-webui/helm-charts: one `host`, the route values take their own form. */
const openWebui: ChartEntry = {
  name: "open-webui",
  charts: ["open-webui"],
  sites: [
    {
      block: ["ingress"],
      route: { kind: "unusable", at: ["route"], why: "which fields its `route` takes is not known here" },
      backend: fullnameBackend({ at: ["service", "port"], otherwise: 80 }),
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      tlsSecret: ({ values }) => textAt(values, ["ingress", "existingSecret"]),
      enabledByDefault: false,
    },
  ],
};

/** controlplaneio-fluxcd/charts charts/flux-operator: the web interface. */
const fluxOperator: ChartEntry = {
  name: "flux-operator",
  charts: ["flux-operator"],
  sites: [
    helmCreateSite({
      block: ["web", "ingress"],
      route: ruleList({ at: ["web", "httpRoute"], since: undefined }),
      portAt: ["web", "service", "port"],
    }),
  ],
};

export const applications: readonly ChartEntry[] = [
  authentik,
  cilium,
  emqx,
  fluxOperator,
  jellyfin,
  minio,
  nextcloud,
  oauth2Proxy,
  openWebui,
  openbao,
  opencost,
  podinfo,
  vaultwarden,
  victoria,
  weaveGitops,
];

/**
 * Charts that put several objects behind one switch, or whose route values have a form of their own: the route stands beside the
 * release. Read: goharbor/harbor-helm templates/{ingress,gateway-apis}, rook deploy/charts/rook-ceph-cluster,
 * jupyterhub/zero-to-jupyterhub-k8s jupyterhub/templates, jenkinsci/helm-charts, GitLab's chart documentation; 2026-08.
 */
import type { ChartContext, ChartEntry } from "./entry.ts";
import { at, fullname, fullnameBackend, textAt } from "./naming.ts";

export const harbor: ChartEntry = {
  name: "harbor",
  charts: ["harbor"],
  sites: [
    {
      block: ["expose", "ingress"],
      route: {
        kind: "unusable",
        at: ["expose", "route"],
        why: "`expose.type` is either `ingress` or `route`, one at a time",
      },
      // Paths go to two Services: only a render tells.
      backend: undefined,
      templatesHosts: false,
      defaultPathType: "Prefix",
    },
  ],
};

export const rookCephCluster: ChartEntry = {
  name: "rook-ceph-cluster",
  charts: ["rook-ceph-cluster"],
  sites: [
    {
      block: ["ingress", "dashboard"],
      route: {
        kind: "unusable",
        at: ["route", "dashboard"],
        why: "its `route.dashboard` takes one host and parentRefs, neither rules nor timeouts",
      },
      backend: {
        service: () => "rook-ceph-mgr-dashboard",
        port: ({ values }) =>
          at(values, ["cephClusterSpec", "dashboard", "ssl"]) === false
            ? "http-dashboard"
            : "https-dashboard",
      },
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
    },
    {
      block: ["cephObjectStores", "*", "ingress"],
      route: {
        kind: "unusable",
        at: ["cephObjectStores", "*", "route"],
        why: "it takes neither rules nor timeouts",
      },
      backend: undefined,
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
    },
  ],
};

export const jupyterhub: ChartEntry = {
  name: "jupyterhub",
  charts: ["jupyterhub"],
  sites: [
    {
      block: ["ingress"],
      route: {
        kind: "unusable",
        at: ["httpRoute"],
        why: "its `httpRoute` takes hosts and a gateway, neither rules nor timeouts",
      },
      backend: {
        service: (context) => jupyterName(context, "proxy-public"),
        port: () => "http",
        ingress: (context) => jupyterName(context, "jupyterhub"),
      },
      templatesHosts: false,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};

export const jenkins: ChartEntry = {
  name: "jenkins",
  charts: ["jenkins"],
  sites: ["ingress", "secondaryingress"].map((key) => ({
    block: ["controller", key],
    route: {
      kind: "unusable",
      at: ["controller", "httpRoute"],
      why: "its `httpRoute` takes a gateway and the ingress's hosts, neither rules nor timeouts",
    } as const,
    backend: {
      ...fullnameBackend({ at: ["controller", "servicePort"], otherwise: 8080 }),
      ...(key === "ingress" ? {} : { ingress: (context: ChartContext) => secondary(context) }),
    },
    templatesHosts: true,
    defaultPath: "/",
    defaultPathType: "ImplementationSpecific",
    enabledByDefault: false,
  })),
};

export const gitlab: ChartEntry = {
  name: "gitlab",
  charts: ["gitlab"],
  sites: [
    {
      block: ["global", "ingress"],
      route: {
        kind: "unusable",
        at: ["global", "gatewayApi"],
        why: "`global.gatewayApi` moves all components at once",
      },
      backend: undefined,
      templatesHosts: false,
      hostAt: [["global", "hosts", "domain"]],
      enabledByDefault: true,
    },
  ],
};

/** Without an override the chart names nothing after the release ("hub", "proxy-public"). */
function jupyterName({ values, release, chart }: ChartContext, part: string): string | undefined {
  const override = textAt(values, ["fullnameOverride"]);
  const name = textAt(values, ["nameOverride"]);
  if (override === undefined && name === undefined) return part;
  if (override !== undefined) return override.includes("{{") ? undefined : `${override}-${part}`;
  return name === chart ? `${release}-${part}` : undefined;
}

function secondary(context: ChartContext): string | undefined {
  const name = fullname(context);
  return name === undefined ? undefined : `${name}-secondary`;
}

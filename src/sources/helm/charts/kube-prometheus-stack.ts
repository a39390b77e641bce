/**
 * kube-prometheus-stack (prometheus-community/helm-charts, templates/{prometheus,alertmanager,thanos-ruler}/{ingress,route}.yaml and
 * _helpers.tpl, read at 88.5.3). Routes since 65.6.0, `httpsRedirect` since 69.3.0; they know no timeouts. Names are cut at 26.
 * `alertmanager.config.route` is Alertmanager's own routing tree.
 */
import type { ChartEntry, ChartSite } from "./entry.ts";
import { fullname, fullnameBackend } from "./naming.ts";
import { routeMap } from "./shapes.ts";

/** templates/prometheus/ingressThanosSidecar.yaml: the Service and the Ingress have names of their own, and no route values. */
const thanosSidecar: ChartSite = {
  block: ["prometheus", "thanosIngress"],
  route: { kind: "none" },
  backend: {
    ...fullnameBackend(
      { at: ["prometheus", "thanosIngress", "servicePort"], otherwise: 10901 },
      { length: 26, suffix: "-thanos-discovery" },
    ),
    ingress: (context) => fullname(context, { length: 26, suffix: "-thanos-gateway" }),
  },
  templatesHosts: true,
  reads: ["servicePort"],
  defaultPath: "/",
  defaultPathType: "ImplementationSpecific",
  enabledByDefault: false,
};

export const kubePrometheusStack: ChartEntry = {
  name: "kube-prometheus-stack",
  charts: ["kube-prometheus-stack"],
  sites: [
    component("prometheus", "-prometheus", 9090),
    component("alertmanager", "-alertmanager", 9093),
    component("thanosRuler", "-thanos-ruler", 10902),
    thanosSidecar,
  ],
  subcharts: { grafana: "grafana" },
};

function component(key: string, suffix: string, port: number): ChartSite {
  const byService = fullnameBackend(
    { at: [key, "service", "port"], otherwise: port },
    { length: 26, suffix },
  );
  const byIngress = fullnameBackend({ at: [key, "ingress", "servicePort"], otherwise: undefined });
  return {
    block: [key, "ingress"],
    route: routeMap({ at: [key, "route", "main"], since: "65.6.0" }),
    backend: {
      service: byService.service,
      port: (context) => byIngress.port(context) ?? byService.port(context),
    },
    templatesHosts: true,
    reads: ["servicePort"],
    defaultPath: "/",
    defaultPathType: "ImplementationSpecific",
    enabledByDefault: false,
  };
}

/**
 * What is refused before helm starts: names that are no names, files that would lie outside the chart, and dependencies that point
 * out of it. Everything else about a chart is helm's to judge.
 */
import type { ChartFiles, HelmTemplate, RenderFailure } from "../../model/render.ts";

const releaseName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const namespaceName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const apiVersion = /^[a-z0-9][a-zA-Z0-9./-]{0,200}$/;
const kubeVersion = /^v?[0-9]+(\.[0-9]+){0,2}([-+][0-9A-Za-z.+-]{1,60})?$/;

const mostFiles = 20_000;
const mostBytes = 64 * 1024 * 1024;
const mostValues = 16 * 1024 * 1024;

export function checkRequest(request: HelmTemplate): RenderFailure | undefined {
  const refused = (message: string): RenderFailure => ({ code: "refused", message });
  if (request.release.length > 53 || !releaseName.test(request.release)) {
    return refused(`"${request.release}" is no release name Helm takes`);
  }
  if (!namespaceName.test(request.namespace)) return refused(`"${request.namespace}" is no namespace`);
  const badApi = request.apiVersions.find((version) => !apiVersion.test(version));
  if (badApi !== undefined) return refused(`"${badApi}" is no API version`);
  if (request.kubeVersion !== undefined && !kubeVersion.test(request.kubeVersion)) {
    return refused(`"${request.kubeVersion}" is no Kubernetes version`);
  }
  if (request.values.reduce((sum, text) => sum + text.length, 0) > mostValues) {
    return { code: "too-large", message: `the values have more than ${mostValues} characters` };
  }
  return checkChart(request.chart);
}

function checkChart(chart: ChartFiles): RenderFailure | undefined {
  if (!chart.has("Chart.yaml")) return { code: "chart-invalid", message: "the chart has no Chart.yaml" };
  let bytes = 0;
  for (const [path, content] of chart) {
    if (!isInside(path)) return { code: "refused", message: `"${path}" does not lie inside the chart` };
    bytes += content.length;
  }
  if (chart.size > mostFiles || bytes > mostBytes) {
    return { code: "too-large", message: `the chart has more than ${mostFiles} files or ${mostBytes} bytes` };
  }
  return undefined;
}

export function isInside(path: string): boolean {
  if (path === "" || path.length > 1000 || path.includes("\0") || path.includes("\\")) return false;
  return path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/**
 * A route template for charts of the repository's own whose Ingress template is that of `helm create`. It is written without that
 * scaffold's traps: rules are printed whole (matches, filters, timeouts), a missing backend is the chart's Service spelled out, a rule
 * that redirects gets none, and nothing is rendered while the map is empty.
 */
import type { RouteValues } from "../charts/entry.ts";

/** What the template reads; written as empty map into the chart's values. */
export const ownRouteKey = "httpRoutes";

export const ownRoute: Extract<RouteValues, { kind: "values" }> = {
  kind: "values",
  since: undefined,
  at: [ownRouteKey, "main"],
  dialect: { kind: "own" },
  timeoutsSince: undefined,
  templatesHosts: false,
};

export interface OwnNames {
  /** `include "<prefix>.fullname"`. */
  readonly fullname: string;
  readonly labels: string;
  /** As in the Ingress template: ".Values.service.port". */
  readonly port: string;
}

/** The text of templates/httproute.yaml. */
export function routeTemplate(names: OwnNames): string {
  return `{{- /*
HTTPRoutes beside the Ingress: one object per key of .Values.${ownRouteKey}. "main" is named like the Ingress, every other key is
appended to that name. Rules are printed as they are; a rule without backendRefs leads to this chart's Service.
*/}}
{{- range $key, $route := .Values.${ownRouteKey} }}
{{- if $route.enabled }}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ include "${names.fullname}" $ }}{{ if ne $key "main" }}-{{ $key }}{{ end }}
  labels:
    {{- include "${names.labels}" $ | nindent 4 }}
  {{- with $route.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  parentRefs:
    {{- toYaml (required (printf "${ownRouteKey}.%s.parentRefs is required" $key) $route.parentRefs) | nindent 4 }}
  {{- with $route.hostnames }}
  hostnames:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  rules:
    {{- range $rule := required (printf "${ownRouteKey}.%s.rules is required" $key) $route.rules }}
    {{- $redirects := false }}
    {{- range $rule.filters }}
    {{- if eq .type "RequestRedirect" }}
    {{- $redirects = true }}
    {{- end }}
    {{- end }}
    - matches:
        {{- toYaml ($rule.matches | default (list (dict "path" (dict "type" "PathPrefix" "value" "/")))) | nindent 8 }}
      {{- with $rule.name }}
      name: {{ . }}
      {{- end }}
      {{- with $rule.filters }}
      filters:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if $rule.backendRefs }}
      backendRefs:
        {{- toYaml $rule.backendRefs | nindent 8 }}
      {{- else if not $redirects }}
      backendRefs:
        - group: ""
          kind: Service
          name: {{ include "${names.fullname}" $ }}
          port: {{ $${names.port} }}
          weight: 1
      {{- end }}
      {{- with $rule.timeouts }}
      timeouts:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
{{- end }}
{{- end }}
`;
}

/** What is added to the chart's values.yaml; comments included. */
export const ownRouteComment = [
  "HTTPRoutes beside the Ingress. A key makes one object (main: named like the Ingress); rules hold matches, filters, backendRefs",
  "(this chart's Service when left out) and timeouts.",
] as const;

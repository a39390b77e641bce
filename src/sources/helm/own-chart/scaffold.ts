/**
 * A route template for charts of the repository's own whose Ingress template is that of `helm create`. It is written without that
 * scaffold's traps: rules are printed whole (matches, filters, timeouts), a missing backend is the chart's Service spelled out, a rule
 * that redirects gets none, and nothing is rendered while the map is empty. What belongs to a route (policies, objects its filters refer
 * to) stands with it, so that each environment has its own; a policy need not repeat the route's name.
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
  /** The expression that names Ingress and Service: `include "shop.fullname" $`. */
  readonly fullname: string;
  /** undefined: the Ingress template prints no labels by a helper. */
  readonly labels: string | undefined;
  /** The text that prints the Service's port: "{{ $.Values.service.port }}", or a number. */
  readonly port: string;
}

/** The text of templates/httproute.yaml. */
export function routeTemplate(names: OwnNames): string {
  return `{{- /*
HTTPRoutes beside the Ingress: one object per key of .Values.${ownRouteKey}. "main" is named like the Ingress, every other key is
appended to that name. Rules are printed as they are; a rule without backendRefs leads to this chart's Service. Policies are named like
their route and attach to it unless they say otherwise; further objects are printed as they are.
*/}}
{{- range $key, $route := .Values.${ownRouteKey} }}
{{- if $route.enabled }}
{{- $name := ${names.fullname} }}
{{- if ne $key "main" }}
{{- $name = printf "%s-%s" $name $key }}
{{- end }}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ $name }}
${labelsOf(names)}  {{- with $route.annotations }}
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
          name: {{ ${names.fullname} }}
          port: ${names.port}
          weight: 1
      {{- end }}
      {{- with $rule.timeouts }}
      timeouts:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
{{- range $policy := $route.policies }}
{{- $spec := required (printf "${ownRouteKey}.%s.policies: spec is required" $key) $policy.spec }}
---
apiVersion: {{ $policy.apiVersion }}
kind: {{ $policy.kind }}
metadata:
  name: {{ $policy.name | default $name }}
${labelsOf(names)}spec:
  {{- if not (or $spec.targetRefs $spec.targetRef) }}
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      name: {{ $name }}
  {{- end }}
  {{- toYaml $spec | nindent 2 }}
{{- end }}
{{- range $object := $route.objects }}
---
{{ toYaml (omit $object "metadata") }}
metadata:
${labelsOf(names)}  {{- toYaml (omit $object.metadata "labels") | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
`;
}

function labelsOf({ labels }: OwnNames): string {
  return labels === undefined ? "" : `  labels:\n    {{- ${labels} | nindent 4 }}\n`;
}

/** What is added to the chart's values.yaml; comments included. */
export const ownRouteComment = [
  "HTTPRoutes beside the Ingress. A key makes one object (main: named like the Ingress); rules hold matches, filters, backendRefs",
  "(this chart's Service when left out) and timeouts. Policies attach to their route; objects are printed as they are.",
] as const;

/** A template of ours from before `policies`, or one that a person has cut down, prints routes alone. */
export function takesAttached(template: string): boolean {
  return template.includes("$route.policies") && template.includes("$route.objects");
}

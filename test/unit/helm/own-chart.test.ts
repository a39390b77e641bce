import { describe, expect, test } from "vitest";
import type { ChartFiles } from "../../../src/model/render.ts";
import type { RouteIntent } from "../../../src/sources/helm/edit/intent.ts";
import { attachedObjects, attachedTo } from "../../../src/sources/helm/own-chart/attached.ts";
import { printLiteral, readLiteral } from "../../../src/sources/helm/own-chart/literal-template.ts";
import { recogniseOwnChart } from "../../../src/sources/helm/own-chart/recognise.ts";
import { routeTemplate, takesAttached } from "../../../src/sources/helm/own-chart/scaffold.ts";

interface Shape {
  readonly name?: string;
  readonly head?: string;
  readonly labels?: string;
  readonly hosts?: string;
  readonly host?: string;
  readonly className?: string;
  readonly tls?: string;
  readonly service?: string;
  readonly port?: string;
}

/** An Ingress template put together from the forms that charts have. */
function ingress(shape: Shape): string {
  const { name = '{{ include "cart.fullname" . }}', service = '{{ include "cart.fullname" $ }}' } = shape;
  return `${shape.head ?? "{{- if .Values.ingress.enabled -}}"}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  labels:
    ${shape.labels ?? '{{- include "cart.labels" . | nindent 4 }}'}
spec:
  ingressClassName: ${shape.className ?? "{{ .Values.ingress.className }}"}
${shape.tls ?? ""}  rules:
    ${shape.hosts ?? "{{- range .Values.ingress.hosts }}"}
    - host: ${shape.host ?? "{{ .host | quote }}"}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${service}
                port:
                  ${shape.port ?? "number: {{ $.Values.service.port }}"}
    {{- end }}
{{- end }}
`;
}

function chart(template: string, more: Readonly<Record<string, string>> = {}): ChartFiles {
  const files = Object.entries({ "templates/ingress.yaml": template, ...more });
  return new Map(files.map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

const known = {
  fullname: 'include "cart.fullname" $',
  labels: 'include "cart.labels" $',
  port: "{{ $.Values.service.port }}",
};
const service = (port: string) =>
  `kind: Service\nspec:\n  ports:\n    - name: http\n      port: ${port}\n      targetPort: http\n`;

describe("an Ingress template is recognised", () => {
  test.each<[string, Shape, Partial<typeof known> | { labels: undefined }]>([
    ["as helm create writes it", {}, {}],
    [
      "with variables for name and port",
      {
        head: '{{- $fullName := include "cart.fullname" . -}}\n{{- $svcPort := .Values.service.port -}}',
        name: "{{ $fullName }}",
        service: "{{ $fullName }}",
        port: "number: {{ $svcPort }}",
      },
      {},
    ],
    [
      "with hosts that are texts",
      { hosts: "{{- range .Values.ingress.hosts }}", host: "{{ . | quote }}" },
      {},
    ],
    ["with hosts through tpl", { host: "{{ tpl .host $ | quote }}" }, {}],
    ["with one host", { hosts: "{{- if true }}", host: "{{ .Values.ingress.host }}" }, {}],
    ["with a literal class", { className: "nginx" }, {}],
    ["with a tls list", { tls: "  tls:\n    {{- toYaml .Values.ingress.tls | nindent 4 }}\n" }, {}],
    ["with literal labels", { labels: "app: cart" }, { labels: undefined }],
    ["with the older template action", { name: '{{ template "cart.fullname" . }}' }, {}],
    ["with quoted names", { name: '"{{ include "cart.fullname" . }}"' }, {}],
    ["with a literal port", { port: "number: 8080" }, { port: "8080" }],
    [
      "named after the release",
      { name: "{{ .Release.Name }}", service: "{{ $.Release.Name }}" },
      { fullname: "$.Release.Name" },
    ],
  ])("%s", (_, shape, names) => {
    const recognised = recogniseOwnChart(chart(ingress(shape)));

    expect(recognised).toEqual({ kind: "helm-create", names: { ...known, ...names } });
  });

  test.each([
    ["{{ .Values.service.port }}", "{{ $.Values.service.port }}"],
    ["{{ .Values.ports.web }}", "{{ $.Values.ports.web }}"],
    ["8080", "8080"],
  ])("with a named port, which its only Service port %s tells", (port, expected) => {
    const files = chart(ingress({ port: "name: http" }), { "templates/service.yaml": service(port) });

    expect(recogniseOwnChart(files)).toEqual({ kind: "helm-create", names: { ...known, port: expected } });
  });
});

describe("an Ingress template is left alone", () => {
  test.each([
    [
      "built by a helper",
      chart('{{- include "lib.ingress" . }}\n'),
      "its template makes more than one Ingress",
    ],
    [
      "over a map of ingresses",
      chart(ingress({ hosts: "{{- range .Values.ingresses }}" })),
      "its template does not take its hosts from `ingress`",
    ],
    [
      "whose Service has a name of its own",
      chart(ingress({ service: '{{ include "cart.fullname" $ }}-web' })),
      "its names are made in another way",
    ],
    [
      "with two ports",
      chart(ingress({ port: "number: {{ $.Values.service.port }}\n# {{ .Values.admin.port }}" })),
      "its port is not `.Values.service.port`",
    ],
    [
      "with a named port of a Service with two",
      chart(ingress({ port: "name: http" }), {
        "templates/service.yaml": `${service("80")}    - port: 81\n`,
      }),
      "its port is not `.Values.service.port`",
    ],
    [
      "beside a route template",
      chart(ingress({}), { "templates/httproute.yaml": "kind: HTTPRoute\n" }),
      "it has templates/httproute.yaml already",
    ],
  ])("%s", (_, files, why) => {
    expect(recogniseOwnChart(files)).toEqual({ kind: "other", why });
  });
});

const route = (name: string): RouteIntent => ({
  name,
  labels: {},
  annotations: {},
  parentRefs: [],
  hostnames: [],
  rules: [],
});
const target = (name: string) => ({ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name });
const policy = (name: string, spec: { readonly [key: string]: unknown }) => ({
  apiVersion: "gateway.envoyproxy.io/v1alpha1",
  kind: "BackendTrafficPolicy",
  metadata: { name, labels: { app: "cart" } },
  spec,
});

describe("what belongs to a route", () => {
  const plain = policy("cart", { targetRefs: [target("cart")], timeout: { tcp: {} } });
  const named = policy("limit", { targetRefs: [target("cart-redirect")], rateLimit: {} });
  const section = policy("part", { targetRefs: [{ ...target("cart"), sectionName: "a" }], retry: {} });
  const plugin = {
    apiVersion: "configuration.konghq.com/v1",
    kind: "KongPlugin",
    metadata: { name: "cart-limit" },
    plugin: "x",
  };
  const elsewhere = { ...plugin, metadata: { name: "grant", namespace: "other" } };

  test("stands with it, without what the template fills in", () => {
    const [main, redirect] = attachedTo(
      [route("cart"), route("cart-redirect")],
      [plain, named, section, plugin, elsewhere],
      "shop",
    );

    expect(main?.values).toEqual({
      policies: [{ apiVersion: plain.apiVersion, kind: plain.kind, spec: { timeout: { tcp: {} } } }],
      objects: [{ ...section, metadata: { name: "part" } }, plugin],
    });
    expect(main?.taken).toEqual([plain, section, plugin]);
    expect(redirect?.values).toEqual({
      policies: [{ apiVersion: named.apiVersion, kind: named.kind, name: "limit", spec: { rateLimit: {} } }],
    });
  });

  test("is read back as it was, in the release's namespace", () => {
    const [main] = attachedTo([route("cart")], [plain, section, plugin], "shop");

    expect(attachedObjects(main?.values ?? {}, "cart", "shop")).toEqual(
      [plain, section, plugin].map((object) => ({
        ...object,
        metadata: { name: object.metadata.name, namespace: "shop" },
      })),
    );
  });

  test("is only said to a template that prints it", () => {
    const fresh = routeTemplate({ fullname: "$.Release.Name", labels: undefined, port: "80" });

    expect(takesAttached(fresh)).toBe(true);
    expect(takesAttached(fresh.replace("range $policy := $route.policies", "range $policy := list"))).toBe(
      false,
    );
  });
});

describe("a template that is a plain manifest", () => {
  const manifest = 'a: "{{x}}"\nb: 1\n';
  const cart = { name: "cart", namespace: "shop" };

  test.each([
    ["of every release", undefined, cart, manifest],
    ["of this release", cart, cart, manifest],
    ["of another release", { ...cart, name: "other" }, cart, ""],
    ["of another namespace", { ...cart, namespace: "other" }, cart, ""],
  ])("%s is read as Helm prints it", (_, only, release, expected) => {
    expect(readLiteral(printLiteral(manifest, only), release)).toBe(expected);
  });

  test.each([
    "kind: {{ .Values.kind }}\n",
    '{{- if eq .Release.Name "cart" }}\na: 1\n{{- end }}\n',
    '{{- if and (eq .Release.Name "cart") (eq .Release.Namespace "shop") }}\na: {{ .x }}\n{{- end }}\n',
  ])("is not any other one: %s", (template) => {
    expect(readLiteral(template, cart)).toBeUndefined();
  });
});

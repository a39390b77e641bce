/**
 * A faithful translation of plain Ingresses, written by hand for these tests: one route per host and listener. It knows
 * nothing of the product's translation, so the proof is tried against something independent of it.
 */
import type { Ingress, IngressBackend, IngressPath } from "../../../src/model/ingress.ts";
import type { KubeObject } from "../../../src/model/kube.ts";

type Rule = Readonly<Record<string, unknown>>;

interface PlainPath {
  readonly path: string;
  readonly exact: boolean;
  readonly backend: { readonly name: string; readonly port: number };
}

function plainPath(path: IngressPath): PlainPath {
  return { path: path.path || "/", exact: path.pathType === "Exact", backend: plainBackend(path.backend) };
}

function plainBackend(backend: IngressBackend): PlainPath["backend"] {
  if (backend.kind !== "service" || !("number" in backend.port)) throw new Error("not a plain backend");
  return { name: backend.name, port: backend.port.number };
}

const match = (type: string, value: string): readonly unknown[] => [{ path: { type, value } }];

/** The missing-slash 301 of nginx for a path that ends in "/", unless somebody owns the name without it. */
function slashRules(paths: readonly PlainPath[]): readonly Rule[] {
  const owned = new Set(paths.map(({ path }) => path));
  return paths
    .filter(({ path }) => path.length > 1 && path.endsWith("/") && !owned.has(path.slice(0, -1)))
    .map(({ path }) => ({
      matches: match("Exact", path.slice(0, -1)),
      filters: [
        {
          type: "RequestRedirect",
          requestRedirect: { statusCode: 301, path: { type: "ReplaceFullPath", replaceFullPath: path } },
        },
      ],
    }));
}

function forwardRules(
  paths: readonly PlainPath[],
  defaultBackend: PlainPath["backend"] | undefined,
): readonly Rule[] {
  const all =
    defaultBackend === undefined || paths.some(({ path, exact }) => path === "/" && !exact)
      ? paths
      : [...paths, { path: "/", exact: false, backend: defaultBackend }];
  return all.map(({ path, exact, backend }) => ({
    matches: match(exact ? "Exact" : "PathPrefix", path),
    backendRefs: [backend],
  }));
}

const toHttps: Rule = {
  filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 308 } }],
};

function route(
  name: string,
  namespace: string,
  host: string | undefined,
  section: string,
  rules: readonly Rule[],
): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ name: "public", namespace: "gateway-system", sectionName: section }],
      ...(host === undefined ? {} : { hostnames: [host] }),
      rules,
    },
  };
}

/** Each host must belong to one Ingress only. */
export function translatePlainly(ingresses: readonly Ingress[]): readonly KubeObject[] {
  return ingresses.flatMap((ingress) => {
    const { rules, tls, defaultBackend } = ingress.spec;
    const standIn = defaultBackend === undefined ? undefined : plainBackend(defaultBackend);
    return rules.flatMap((rule, index): readonly KubeObject[] => {
      const paths = rule.paths.map(plainPath);
      const forward = forwardRules(paths, rule.host === undefined ? undefined : standIn);
      const slashes = slashRules(paths);
      const name = `${ingress.name}-${index}`;
      const at = (suffix: string, section: string, list: readonly Rule[]): KubeObject =>
        route(`${name}-${suffix}`, ingress.namespace, rule.host, section, list);
      const served = [...slashes, ...forward];
      if (tls.length === 0) return served.length === 0 ? [] : [at("http", "http", served)];
      if (rule.host === undefined) return [at("http", "http", served), at("https", "https", served)];
      return [
        at("redirect", "http", [...slashes, toHttps]),
        ...(served.length === 0 ? [] : [at("https", "https", served)]),
      ];
    });
  });
}

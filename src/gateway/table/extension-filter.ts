/**
 * Filters of an implementation's own kind that change where a request goes: Envoy Gateway's HTTPRouteFilter, kgateway's DirectResponse,
 * Traefik's Middleware replacePathRegex. A rule names them by ExtensionRef; here the reference is replaced by what it stands for.
 */
import type { TargetName } from "../../model/config.ts";
import type { KubeObject } from "../../model/kube.ts";
import { compilePattern } from "../../pattern/compile.ts";
import type { Filter } from "./filter.ts";
import { type Fields, fieldsOf, numberOf, textOf } from "./json.ts";
import { readDirectResponse, readUrlRewrite } from "./kgateway-filters.ts";
import { partsOf, re2Parts } from "./replacement.ts";
import { namespaceOf, type Route } from "./route.ts";
import type { Part } from "./substitution.ts";

/** By "Kind namespace/name". */
export type ExtensionFilters = ReadonlyMap<string, readonly Filter[]>;

type Reader = (spec: Fields) => readonly Filter[] | undefined;

interface Kind {
  readonly kind: string;
  readonly group: string;
  readonly read: Reader;
}

const kinds: Readonly<Partial<Record<TargetName, readonly Kind[]>>> = {
  // api/v1alpha1/httproutefilter_types.go, v1.9
  "envoy-gateway": [{ kind: "HTTPRouteFilter", group: "gateway.envoyproxy.io/", read: readHttpRouteFilter }],
  kgateway: [
    { kind: "DirectResponse", group: "gateway.kgateway.dev/", read: readDirectResponse },
    { kind: "TrafficPolicy", group: "gateway.kgateway.dev/", read: readUrlRewrite },
  ],
  // pkg/middlewares/replacepathregex, v3.7: Go's ReplaceAllString on the path
  traefik: [{ kind: "Middleware", group: "traefik.io/", read: readMiddleware }],
};

export function readExtensionFilters(objects: readonly KubeObject[], target: TargetName): ExtensionFilters {
  const filters = new Map<string, readonly Filter[]>();
  for (const object of objects) {
    const known = kinds[target]?.find(
      ({ kind, group }) => object.kind === kind && object.apiVersion.startsWith(group),
    );
    const read = known?.read(fieldsOf(object.spec));
    if (read !== undefined)
      filters.set(`${object.kind} ${namespaceOf(object)}/${object.metadata.name ?? ""}`, read);
  }
  return filters;
}

/** A reference that is not read here stays as it is, for policies to read or to be in doubt about. */
export function resolveExtensions(route: Route, extensions: ExtensionFilters): Route {
  if (extensions.size === 0) return route;
  const resolved = (filter: Filter): readonly Filter[] => {
    if (filter.kind !== "extension") return [filter];
    return extensions.get(`${filter.object} ${route.namespace}/${filter.name}`) ?? [filter];
  };
  return {
    ...route,
    rules: route.rules.map((rule) => ({ ...rule, filters: rule.filters.flatMap(resolved) })),
  };
}

/** undefined: it holds something this model does not know. */
function readHttpRouteFilter(spec: Fields): readonly Filter[] | undefined {
  const { urlRewrite, directResponse, ...others } = spec;
  if (Object.keys(others).length > 0) return undefined;
  const response = fieldsOf(directResponse);
  const answered: readonly Filter[] =
    directResponse === undefined ? [] : [{ kind: "answer", status: numberOf(response.statusCode) ?? 200 }];
  if (urlRewrite === undefined) return answered;
  const { path, hostname } = fieldsOf(urlRewrite);
  if (hostname !== undefined) return undefined;
  const replace = fieldsOf(fieldsOf(path).replaceRegexMatch);
  const [pattern, substitution] = [textOf(replace.pattern), textOf(replace.substitution)];
  if (fieldsOf(path).type !== "ReplaceRegexMatch" || pattern === undefined) return undefined;
  return withRewrite(answered, pattern, re2Parts(substitution ?? ""));
}

/** Go's template language: $1, ${1} and $$; names are not read. */
function readMiddleware(spec: Fields): readonly Filter[] | undefined {
  const { replacePathRegex, ...others } = spec;
  if (replacePathRegex === undefined || Object.keys(others).length > 0) return undefined;
  const { regex, replacement } = fieldsOf(replacePathRegex);
  const text = textOf(replacement) ?? "";
  const pattern = textOf(regex);
  if (pattern === undefined || /\$\{?[A-Za-z_]|\$\d+[A-Za-z_]/.test(text)) return undefined;
  const parts = partsOf(text, /\$(?:(\d+)|\{(\d+)\}|(\$))/g, (first, second) =>
    first === undefined && second === undefined ? "$" : Number(first ?? second),
  );
  return withRewrite([], pattern, parts);
}

function withRewrite(
  before: readonly Filter[],
  pattern: string,
  parts: readonly Part[],
): readonly Filter[] | undefined {
  const compiled = compilePattern(pattern, { ignoreCase: false, dialect: "re2" });
  if (!compiled.ok) return undefined;
  return [...before, { kind: "regex-rewrite", pattern: compiled.pattern, parts }];
}

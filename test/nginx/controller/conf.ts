/**
 * Prints the part of nginx.conf one Ingress set gives: servers, location order and kinds, redirects, rewrites, access lists,
 * CORS and headers, as the controller's template arranges them (rootfs/etc/nginx/template/nginx.tmpl and
 * internal/ingress/controller/template/template.go, v1.15.1), in words of our own. What the controller's Lua does per
 * request is done by Lua here too (`lua.ts`). Deviations, all of them invisible to what is compared: the listeners have other
 * ports than 80 and 443, so ports are named by scheme; `port_in_redirect` is never on; back ends are reached directly
 * instead of through a balancer; CORS headers come from add_header instead of more_set_headers.
 */
import type { NginxWorld } from "../../../src/nginx/table/world.ts";
import type { Settings } from "./annotations.ts";
import { type ControllerLocation, type ControllerModel, type ControllerServer, rewrites } from "./servers.ts";

export interface Site {
  /** Names the Lua module of the set. */
  readonly id: string;
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly usersFile: string;
}

export function printSite(model: ControllerModel, world: NginxWorld, site: Site): string {
  const code = redirectCode(world);
  const redirects = model.redirects.map(
    ({ from, to }) => `
server {
  server_name ${quoted(from)};
  ${listeners(site, false)}
  set_by_lua_block $redirect_to { return require("controller").www("${to}", ${trustsForwarded(world)}) }
  return ${code} $redirect_to;
}`,
  );
  const servers = model.servers.map((server) => printServer(server, model, world, site));
  return [...redirects, ...servers].join("\n");
}

/** The Lua side's knowledge of the set. */
export function printLuaTable(model: ControllerModel, world: NginxWorld): string {
  const names = model.certified.map((name) => `[${quoted(name)}] = true`).join(", ");
  return `return { certified = { ${names} }, code = ${redirectCode(world)}, trusted = ${trustsForwarded(world)} }\n`;
}

function redirectCode(world: NginxWorld): number {
  const code = Number(world.configMap["http-redirect-code"] ?? "308");
  return [301, 302, 307, 308].includes(code) ? code : 308;
}

function trustsForwarded(world: NginxWorld): boolean {
  return world.configMap["use-forwarded-headers"] === "true";
}

function listeners({ address, httpPort, httpsPort }: Site, isDefault: boolean): string {
  const mark = isDefault ? " default_server" : "";
  return `listen ${address}:${httpPort}${mark}; listen ${address}:${httpsPort} ssl${mark};`;
}

function printServer(
  server: ControllerServer,
  model: ControllerModel,
  world: NginxWorld,
  site: Site,
): string {
  const isRegex = server.locations.some((one) => rewrites(one) || one.settings?.useRegex === true);
  const names = [serverName(server.host), ...server.aliases].map(quoted).join(" ");
  const isDefault = server.host === "_";
  const realIp = trustsForwarded(world)
    ? "real_ip_header X-Forwarded-For; real_ip_recursive on; set_real_ip_from 0.0.0.0/0;"
    : "";
  return `
server {
  server_name ${names};
  ${listeners(site, isDefault)}
  ${realIp}
  ${server.refusesEverybody ? "return 403;" : ""}
${server.locations.map((one) => printLocation(server, one, isRegex, model, world, site)).join("\n")}
${isDefault ? controllerLocations : ""}
}`;
}

const controllerLocations = `
  location /healthz { return 200; }
  location /nginx_status { allow 127.0.0.1; deny all; stub_status on; }`;

/** A wildcard host covers one label. */
function serverName(host: string): string {
  if (!host.startsWith("*")) return host;
  return `~^(?<subdomain>[\\w-]+)\\.${host.slice(2).split(".").join("\\.")}$`;
}

/** In a quoted word of nginx.conf "\\." stays as it is, so that only the quote itself needs care. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}

/** Paths, unlike server names, have their backslashes doubled. */
function quotedPath(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

function printLocation(
  server: ControllerServer,
  location: ControllerLocation,
  isRegex: boolean,
  model: ControllerModel,
  world: NginxWorld,
  site: Site,
): string {
  const { path, kind, settings } = location;
  const name = isRegex ? `~* "^${quotedPath(path)}"` : `${kind === "Exact" ? "= " : ""}"${quotedPath(path)}"`;
  const endpoint = location.upstream === undefined ? undefined : model.endpoints.get(location.upstream);
  const isServed = location.upstream === undefined || endpoint?.isReady === true;
  const lua = [
    `site = "${site.id}"`,
    `ssl = ${settings?.sslRedirect ?? false}`,
    `force = ${settings?.forceSslRedirect ?? false}`,
    `exempt = ${isListed(path, world, "no-tls-redirect-locations")}`,
    `keep_slash = ${settings?.preserveTrailingSlash ?? false}`,
    `with_port = ${settings?.usePortInRedirects ?? false}`,
    `served = ${isServed}`,
  ].join(", ");
  const appRoot =
    settings === undefined || settings.appRoot === ""
      ? ""
      : `if ($uri = /) { return 302 $scheme://$http_host${settings.appRoot}; }`;
  return `  ${appRoot}
  location ${name} {
    ${contextOf(location, server.host)}
    set $pass_scheme $scheme; set $pass_port $controller_port; set $best_host $http_host;
    rewrite_by_lua_block { require("controller").rewrite({ ${lua} }) }
${settings?.denied === true ? "    return 503;" : allowedBody(location, settings, endpoint?.backend ?? "", world, site)}
  }`;
}

/** What the template tells annotations about the Ingress; see getIngressInformation. */
function contextOf({ ingress, ingressPath }: ControllerLocation, host: string): string {
  const named = ingress?.spec.rules
    .filter((rule) => (rule.host ?? "_") === host)
    .flatMap(({ paths }) => paths.map(({ path, backend }) => ({ path, backend })))
    .find(({ path, backend }) => path === ingressPath && backend.kind === "service")?.backend;
  const backend = named ?? ingress?.spec.defaultBackend;
  const service = backend?.kind === "service" ? backend : undefined;
  const port = service === undefined ? "" : Object.values(service.port).join();
  return [
    `set $namespace "${ingress?.namespace ?? ""}";`,
    `set $ingress_name "${ingress?.name ?? ""}";`,
    `set $service_name "${service?.name ?? ""}";`,
    `set $service_port "${port}";`,
  ].join(" ");
}

function isListed(path: string, world: NginxWorld, key: string): boolean {
  const list = (world.configMap[key] ?? "/.well-known/acme-challenge").split(",").map((item) => item.trim());
  return list.some((item) => item !== "" && path.startsWith(item));
}

function allowedBody(
  location: ControllerLocation,
  settings: Settings | undefined,
  backend: string,
  world: NginxWorld,
  site: Site,
): string {
  const lines: string[] = [];
  for (const range of settings?.deny ?? []) lines.push(`deny ${range};`);
  for (const range of settings?.allow ?? []) lines.push(`allow ${range};`);
  if ((settings?.allow ?? []).length > 0) lines.push("deny all;");
  if (settings?.cors !== undefined) lines.push(...corsLines(settings.cors));
  if (settings?.basicAuth === true && !isListed(location.path, world, "no-auth-locations")) {
    lines.push(`auth_basic "members"; auth_basic_user_file ${site.usersFile};`);
    lines.push('proxy_set_header Authorization "";');
  }
  const vhost = settings?.upstreamVhost ?? "";
  lines.push(
    `proxy_set_header Host ${vhost === "" ? "$best_host" : quoted(vhost)};`,
    "proxy_set_header X-Real-IP $remote_addr;",
    "proxy_set_header X-Forwarded-For $remote_addr;",
    "proxy_set_header X-Forwarded-Host $best_host;",
    "proxy_set_header X-Forwarded-Port $pass_port;",
    "proxy_set_header X-Forwarded-Proto $pass_scheme;",
    "proxy_set_header X-Forwarded-Scheme $pass_scheme;",
    "proxy_set_header X-Scheme $pass_scheme;",
    "proxy_set_header X-Original-Forwarded-For $http_x_forwarded_for;",
    "proxy_set_header X-Original-Forwarded-Host $http_x_forwarded_host;",
    'proxy_set_header Proxy "";',
    'proxy_set_header Connection "";',
    // The one header the controller does not send: it tells the echo which Service it stands for.
    `proxy_set_header X-Echo-Backend "${backend}";`,
  );
  if (settings !== undefined) {
    if (settings.snippet !== "") lines.push(settings.snippet);
    if (settings.satisfy !== "") lines.push(`satisfy ${settings.satisfy};`);
    if (settings.relativeRedirects) lines.push("absolute_redirect off;");
    if (settings.redirectUrl !== "") lines.push(`return ${settings.redirectCode} ${settings.redirectUrl};`);
    if (rewrites(location)) {
      lines.push(`rewrite "(?i)${quotedPath(location.path)}" ${settings.target} break;`);
      if (settings.forwardedPrefix !== "") {
        lines.push(`proxy_set_header X-Forwarded-Prefix "${settings.forwardedPrefix}";`);
      }
    }
  }
  lines.push("proxy_pass http://echo;");
  return lines.map((line) => `    ${line}`).join("\n");
}

function corsLines({ origins, headers }: NonNullable<Settings["cors"]>): readonly string[] {
  const isAny = origins.includes("*");
  const patterns = origins.map((origin) => {
    const literal = origin.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return `(${literal.replace("\\*", "[A-Za-z0-9\\-]+")})`;
  });
  const answer = [["Access-Control-Allow-Origin", isAny ? "*" : "$http_origin"], ...headers]
    .map(([name, value]) => `add_header ${name} "${value}" always;`)
    .join(" ");
  return [
    ...(isAny ? ["set $cors 'true';"] : []),
    ...(isAny || patterns.length === 0
      ? []
      : [`if ($http_origin ~* (${patterns.join("|")})$ ) { set $cors 'true'; }`]),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an nginx variable
    "if ($request_method = 'OPTIONS') { set $cors ${cors}options; }",
    `if ($cors = "true") { ${answer} }`,
    `if ($cors = "trueoptions") { ${answer} return 204; }`,
  ];
}

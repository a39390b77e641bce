/**
 * The bjw-s common library before 3.0.0 (bjw-s-labs/helm-charts charts/library/common, read at 1.5.1 and 2.6.0): still the chart of many
 * home clusters. `service.main` and `ingress.main` have defaults: the one is on and primary, the other off. 1.x takes `service.name` of
 * a path literally; 2.x takes it for a key of `service` and looks a port's name up there. Its own routes know no `timeouts` before
 * 2.4.0 and are told apart by other rules, so routes stand beside the release.
 */
import { isMapping } from "../../objects/parse.ts";
import type { ChartContext, ChartSite, RouteValues } from "./entry.ts";
import { at, cutName, portAt, textAt } from "./naming.ts";

const route: RouteValues = {
  kind: "unusable",
  at: ["route", "*"],
  why: "route values of its library before 3.0.0 are not written here",
};

type Older = 1 | 2;

function sitesOf(major: Older): readonly ChartSite[] {
  const versions = major === 1 ? "<2.0.0-0" : "<3.0.0-0 >=2.0.0-0";
  const shared: Omit<ChartSite, "block" | "enabledByDefault"> = {
    versions,
    route,
    backend: {
      service: (context) => serviceName(context, primaryService(context)),
      port: (context) => primaryPort(context, primaryService(context)),
      portOf: primaryPort,
      ingress: (context, id = "main") => ingressName(context, id, major),
    },
    templatesHosts: true,
    defaultPathType: "Prefix",
    ...(major === 1
      ? { serviceNamed: literal }
      : { serviceOf: serviceByIdentifier, serviceNamed: literal, namesIdentifiers: hasService }),
  };
  return [
    { ...shared, block: ["ingress", "main"], enabledByDefault: false },
    // 1.x renders what says `enabled: true`, 2.x what does not say false
    { ...shared, block: ["ingress", "*"], enabledByDefault: major === 2 },
  ];
}

export const olderCommonLibrarySites: readonly ChartSite[] = [...sitesOf(1), ...sitesOf(2)];

function literal(_context: ChartContext, name: string): string | undefined {
  return name.includes("{{") ? undefined : name;
}

/** `main` is there by default and need not be written. */
function serviceIds(context: ChartContext): readonly string[] {
  const map = at(context.values, ["service"]);
  const written = isMapping(map) ? map : {};
  const ids = new Set(["main", ...Object.keys(written)]);
  return [...ids].filter((id) => at(context.values, ["service", id, "enabled"]) !== false);
}

function hasService(context: ChartContext, name: string): boolean {
  return serviceIds(context).includes(name);
}

/** The one that says so; `main` says so by default, and the last by name wins. */
function primaryService(context: ChartContext): string | undefined {
  return serviceIds(context)
    .filter((id) => isPrimary(context, id))
    .sort()
    .at(-1);
}

function isPrimary(context: ChartContext, id: string): boolean {
  const own = at(context.values, ["service", id, "primary"]);
  return own === undefined ? id === "main" : own === true;
}

function serviceName(context: ChartContext, id: string | undefined): string | undefined {
  const base = baseName(context);
  if (base === undefined || id === undefined) return undefined;
  const override = at(context.values, ["service", id, "nameOverride"]);
  if (override !== undefined && override !== null && override !== "") {
    return typeof override === "string" && !override.includes("{{") ? `${base}-${override}` : undefined;
  }
  return isPrimary(context, id) ? base : `${base}-${id}`;
}

function serviceByIdentifier(context: ChartContext, id: string): string | undefined {
  return hasService(context, id) ? serviceName(context, id) : undefined;
}

/** 1.x calls the primary one like the release, 2.x the one with the key `main`. */
function ingressName(context: ChartContext, id: string, major: Older): string | undefined {
  const base = baseName(context);
  if (base === undefined) return undefined;
  const override = textAt(context.values, ["ingress", id, "nameOverride"]);
  if (override !== undefined) return override.includes("{{") ? undefined : `${base}-${override}`;
  if (id === "main") return base;
  if (major === 1 && at(context.values, ["ingress", id, "primary"]) === true) return undefined;
  return `${base}-${id}`;
}

/** app-template sets the release's name as `global.nameOverride` where there is none. */
function baseName({ values, chart, release }: ChartContext): string | undefined {
  const override = textAt(values, ["global", "fullnameOverride"]) ?? textAt(values, ["fullnameOverride"]);
  const own = chart === "app-template" ? release : (textAt(values, ["nameOverride"]) ?? chart);
  const name = cutName(textAt(values, ["global", "nameOverride"]) ?? own, 63);
  const full = override ?? (release.includes(name) ? release : `${release}-${name}`);
  return full.includes("{{") ? undefined : cutName(full, 63);
}

/** The port marked `primary`; `http` of `main` is there by default, and marked in 1.x. Several without a mark: helm's order is open. */
function primaryPort(context: ChartContext, id: string | undefined): string | number | undefined {
  const map = id === undefined ? undefined : at(context.values, ["service", id, "ports"]);
  if (id === undefined || !isMapping(map)) return undefined;
  const on = Object.keys(map).filter((port) => at(map, [port, "enabled"]) !== false);
  const marked = on.filter((port) => at(map, [port, "primary"]) === true);
  const [only, ...others] = marked.length > 0 ? marked : on;
  if (only === undefined || others.length > 0) return undefined;
  if (id === "main" && marked.length === 0 && only !== "http" && at(map, ["http", "enabled"]) !== false)
    return undefined;
  return portAt(context.values, ["service", id, "ports", only, "port"]);
}

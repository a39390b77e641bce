/**
 * app-template and other charts on the bjw-s common library (bjw-s-labs/helm-charts charts/library/common, read at 3.0.0, 3.7.3 and
 * 4.1.1; older ones in common-library-older.ts): `ingress.<id>` and `route.<id>` are maps. A path names a Service of the values by `identifier` since 3.0.0, before by
 * `name`; a route's backend by `identifier` since 4.0.0. Routes since 1.1.0, their `timeouts` since 2.4.0. A single Service is called
 * like the release, several get their identifier behind it.
 */
import { compareText } from "../../../model/brands.ts";
import { isMapping } from "../../objects/parse.ts";
import { newestMatching } from "../version.ts";
import { olderCommonLibrarySites } from "./common-library-older.ts";
import type { ChartContext, ChartEntry, ChartSite } from "./entry.ts";
import { at, cutName, portAt, textAt } from "./naming.ts";

const route = {
  kind: "values",
  since: "1.1.0",
  at: ["route", "*"],
  dialect: { kind: "common-library" },
  timeoutsSince: "2.4.0",
  templatesHosts: true,
} as const;

const site: Omit<ChartSite, "block"> = {
  route,
  backend: {
    service: (context) => {
      const [only, ...others] = enabledIn(context, "service");
      return only === undefined || others.length > 0 ? undefined : nameOf(context, "service", only);
    },
    port: (context) => {
      const [only] = enabledIn(context, "service");
      return only === undefined ? undefined : primaryPort(context, only);
    },
    portOf: primaryPort,
    ingress: (context, id) => (id === undefined ? undefined : nameOf(context, "ingress", id)),
  },
  templatesHosts: true,
  defaultPathType: "Prefix",
  enabledByDefault: true,
  serviceOf: (context, identifier) =>
    enabledIn(context, "service").includes(identifier) ? nameOf(context, "service", identifier) : undefined,
  serviceNamed: (context, name) => (isAtLeast(context, "3.0.0-0") && !name.includes("{{") ? name : undefined),
};

export const commonLibrary: ChartEntry = {
  name: "app-template",
  charts: ["app-template", "common"],
  sites: [...olderCommonLibrarySites, { block: ["ingress", "*"], ...site }],
};

/** Enabled by default, in the order of the values. */
function enabledIn(context: ChartContext, kind: "service" | "ingress"): readonly string[] {
  const map = at(context.values, [kind]);
  if (!isMapping(map)) return [];
  return Object.entries(map).flatMap(([id, value]) =>
    isMapping(value) && value.enabled !== false ? [id] : [],
  );
}

function nameOf(context: ChartContext, kind: "service" | "ingress", id: string): string | undefined {
  const own = at(context.values, [kind, id]);
  const base = baseName(context);
  if (!isMapping(own) || base === undefined) return undefined;
  const isOnly = enabledIn(context, kind).length === 1;
  if (isAtLeast(context, "4.0.0-0")) {
    if ("prefix" in own || "suffix" in own || "forceRename" in own) return undefined;
    if (at(context.values, ["global", "alwaysAppendIdentifierToResourceName"]) !== undefined)
      return undefined;
    const hasSuffix = base === id || base.endsWith(`-${id}`);
    return (isOnly || hasSuffix ? base : `${base}-${id}`).toLowerCase();
  }
  // Whether a suffix that equals the name is added changed within 3.x.
  if (!isAtLeast(context, "3.0.0-0") || "nameOverride" in own) return undefined;
  if (isOnly || (kind === "service" && own.primary === true)) return base;
  return base === id ? undefined : `${base}-${id}`;
}

/** `global` wins over the chart's own overrides; app-template itself sets the release's name where there is none. */
function baseName({ values, chart, release }: ChartContext): string | undefined {
  const override = textAt(values, ["global", "fullnameOverride"]) ?? textAt(values, ["fullnameOverride"]);
  const own = chart === "app-template" ? release : (textAt(values, ["nameOverride"]) ?? chart);
  const name = cutName(textAt(values, ["global", "nameOverride"]) ?? own, 63);
  const full = override ?? (release.includes(name) ? release : `${release}-${name}`);
  return full.includes("{{") ? undefined : cutName(full, 63);
}

function isAtLeast({ version }: ChartContext, least: string): boolean {
  return version !== undefined && newestMatching([version], `>=${least}`) !== undefined;
}

/** The port marked `primary`, else the first by name. */
function primaryPort(context: ChartContext, id: string): string | number | undefined {
  const ports = at(context.values, ["service", id, "ports"]);
  if (!isMapping(ports)) return undefined;
  const enabled = Object.entries(ports)
    .filter(([, port]) => isMapping(port) && port.enabled !== false)
    .sort(([a], [b]) => compareText(a, b));
  const primary = enabled.find(([, port]) => isMapping(port) && port.primary === true) ?? enabled[0];
  if (primary === undefined) return undefined;
  return portAt(context.values, ["service", id, "ports", primary[0], "port"]);
}

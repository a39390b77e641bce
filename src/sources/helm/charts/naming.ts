/**
 * How charts name things. `fullname` is the helper of `helm create`, which nearly every chart copies: the override, else the release
 * when it contains the chart's name, else both.
 */
import type { Json } from "../../../model/kube.ts";
import { isMapping } from "../../objects/parse.ts";
import type { BackendRule, ChartContext } from "./entry.ts";

export interface FullnameOptions {
  /** Characters kept. */
  readonly length?: number;
  /** `nameOverride` where the chart's own values set one. */
  readonly nameOverride?: string;
  /** Added at the end: "-server". */
  readonly suffix?: string;
}

export function fullname(context: ChartContext, options: FullnameOptions = {}): string | undefined {
  const { length = 63, suffix = "" } = options;
  const override = textAt(context.values, ["fullnameOverride"]);
  const name = textAt(context.values, ["nameOverride"]) ?? options.nameOverride ?? context.chart;
  const full = override ?? (context.release.includes(name) ? context.release : `${context.release}-${name}`);
  // Overrides may be templates: then only Helm knows.
  if (full.includes("{{")) return undefined;
  return cutName(`${cutName(full, length)}${suffix}`, 63);
}

/** The chart's one Service, named like everything else. */
export function fullnameBackend(
  port: { readonly at: readonly string[]; readonly otherwise: string | number | undefined },
  options: FullnameOptions = {},
): BackendRule {
  return {
    service: (context) => fullname(context, options),
    port: (context) => portAt(context.values, port.at) ?? port.otherwise,
  };
}

export function textAt(values: Json, path: readonly string[]): string | undefined {
  const value = at(values, path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function portAt(values: Json, path: readonly string[]): string | number | undefined {
  const value = at(values, path);
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value === "" || value.includes("{{") || value.includes("${"))
    return undefined;
  return /^\d{1,5}$/.test(value) ? Number(value) : value;
}

export function at(values: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = values;
  for (const key of path) value = isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

/** `trunc 63 | trimSuffix "-"`. */
export function cutName(text: string, length: number): string {
  const short = text.slice(0, length);
  return short.endsWith("-") ? short.slice(0, -1) : short;
}

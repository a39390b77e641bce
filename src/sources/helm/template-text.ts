/**
 * The few templates in values that mean the same in every chart: the release's name and namespace, and a value by its path. Everything
 * else is Helm's to fill in.
 */
import type { Json } from "../../model/kube.ts";
import { isMapping } from "../objects/parse.ts";

export interface TemplateContext {
  readonly release: string;
  readonly namespace: string;
  readonly values: Json;
}

const longest = 2_000;

/** The text filled in; undefined when it holds anything but the forms above. */
export function expandTemplate(text: string, context: TemplateContext): string | undefined {
  if (!text.includes("{{")) return text;
  if (text.length > longest) return undefined;
  let result = "";
  let at = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
    const close = text.indexOf("}}", open);
    if (close < 0) return undefined;
    const value = expressionValue(text.slice(open + 2, close).trim(), context);
    if (value === undefined || value.includes("{{")) return undefined;
    result += text.slice(at, open) + value;
    at = close + 2;
  }
  return result + text.slice(at);
}

function expressionValue(expression: string, context: TemplateContext): string | undefined {
  if (expression === ".Release.Name" || expression === "$.Release.Name") return context.release;
  if (expression === ".Release.Namespace" || expression === "$.Release.Namespace") return context.namespace;
  const path = /^\$?\.Values\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+){0,20})$/.exec(expression)?.[1];
  if (path === undefined) return undefined;
  let value: Json | undefined = context.values;
  for (const key of path.split("."))
    value = isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

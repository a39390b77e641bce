/**
 * Locations that a live server-snippet adds to a host, as far as each answers with a status.
 */
import type { Ingress } from "../../model/ingress.ts";
import { compilePattern } from "../../pattern/compile.ts";
import type { PathLanguage } from "../../pattern/language.ts";
import type { Pattern } from "../../pattern/program.ts";
import { type Directive, readDirectives } from "../snippet/directives.ts";
import { viewAnnotations } from "./annotation.ts";
import { configBool } from "./settings.ts";
import type { NginxWorld } from "./world.ts";

export type SnippetLocation = { readonly status: number } & (
  | { readonly kind: "exact" | "prefix" | "last-prefix"; readonly text: string }
  | { readonly kind: "regex"; readonly pattern: Pattern }
);

/** undefined: there is none, or it is not live. opaque: it holds something else. */
export function readServerSnippet(
  ingress: Ingress,
  world: NginxWorld,
): readonly SnippetLocation[] | "opaque" | undefined {
  const text = viewAnnotations(ingress.annotations).text("server-snippet");
  if (text === undefined || !configBool(world.configMap, "allow-snippet-annotations", false))
    return undefined;
  const read = readDirectives(text);
  if ("problem" in read) return "opaque";
  const locations = read.directives.map(readLocation);
  const known = locations.filter((location) => location !== undefined);
  return known.length === locations.length ? known : "opaque";
}

function readLocation({ name, args, block }: Directive): SnippetLocation | undefined {
  if (name !== "location" || block === undefined) return undefined;
  const status = answeredBy(block);
  const [sign = "", text = sign, ...further] = args;
  if (status === undefined || further.length > 0 || text.startsWith("@")) return undefined;
  if (args.length === 1) return { kind: "prefix", text, status };
  if (sign === "=") return { kind: "exact", text, status };
  if (sign === "^~") return { kind: "last-prefix", text, status };
  if (sign !== "~" && sign !== "~*") return undefined;
  const compiled = compilePattern(text, { ignoreCase: sign === "~*", dialect: "pcre" });
  return compiled.ok ? { kind: "regex", pattern: compiled.pattern, status } : undefined;
}

function answeredBy(block: readonly Directive[]): number | undefined {
  const [first, ...others] = block.filter(({ name }) => name !== "access_log" && name !== "log_not_found");
  if (first === undefined || others.length > 0) return undefined;
  const said = [first.name, ...first.args].join(" ");
  if (said === "deny all") return 403;
  const code = /^return (\d{3})$/.exec(said)?.[1];
  return code === undefined || /^3/.test(code) ? undefined : Number(code);
}

/** The paths each of them speaks about. */
export function snippetLanguages(locations: readonly SnippetLocation[]): readonly PathLanguage[] {
  return locations.map((one): PathLanguage => {
    if (one.kind === "regex") return { kind: "pattern", pattern: one.pattern, whole: false };
    return { kind: one.kind === "exact" ? "exact" : "prefix", text: one.text };
  });
}

/**
 * Whether a release can have an Ingress or a route at all. What cannot is never rendered: most releases of a repository have neither.
 */
import type { Json } from "../../../model/kube.ts";
import type { Release } from "../../../model/release.ts";
import type { ChartFiles } from "../../../model/render.ts";
import { isMapping } from "../../objects/parse.ts";
import { readIngressBlocks } from "../blocks/find.ts";
import { rememberIn } from "../remember.ts";
import type { LiveBlock } from "./live-blocks.ts";
import type { ReleaseChartFacts } from "./world.ts";

export interface InPlay {
  /** An Ingress may come out of it. */
  readonly ingress: boolean;
  /** An Ingress or a route may come out of it. */
  readonly any: boolean;
}

export function inPlay(release: Release, facts: ReleaseChartFacts, blocks: readonly LiveBlock[]): InPlay {
  const texts =
    release.chart.kind === "own" && facts.files !== undefined ? templateTexts(facts.files, "") : [];
  const isGated = (text: string) => isSwitchedOff(text, facts.values.value);
  const ingress =
    blocks.length > 0 ||
    texts.some((text) => mayPrint(text, /\bIngress\b/) && !isGated(text)) ||
    fromLibrary(texts);
  const route =
    holdsRoute(facts.values.value) || texts.some((text) => mayPrint(text, /\b(?:HTTP|GRPC|TLS)Route\b/));
  return { ingress, any: ingress || route };
}

/** Whether values of a chart speak of an Ingress or a route that is not plainly switched off. */
export function mayHoldRoutes(values: Json): boolean {
  return readIngressBlocks({ values }).some(({ enabled }) => enabled !== false) || holdsRoute(values);
}

/** Every form of route values names the Gateways. */
function holdsRoute(values: Json): boolean {
  if (Array.isArray(values)) return values.some(holdsRoute);
  if (!isMapping(values) || values.enabled === false) return false;
  return Object.entries(values).some(
    ([key, inner]) => (key === "parentRefs" && Array.isArray(inner) && inner.length > 0) || holdsRoute(inner),
  );
}

const mostText = 512 * 1024;

const templateTexts = rememberIn((files: ChartFiles, _all: ""): readonly string[] =>
  [...files].flatMap(([path, bytes]) =>
    /(?:^|\/)templates\/.*\.(?:ya?ml|tpl|json)$/.test(path) && bytes.length <= mostText
      ? [withoutComments(new TextDecoder().decode(bytes))]
      : [],
  ),
);

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, "");
}

/** `kind: Ingress`, also where the kind comes out of an expression. */
function mayPrint(text: string, kind: RegExp): boolean {
  return text.split("\n").some((line) => /\bkind\b/.test(line) && kind.test(line.slice(0, 500)));
}

/** The template begins with `if .Values.….enabled` of a block that is off. */
function isSwitchedOff(text: string, values: Json): boolean {
  const [, path] =
    /^\s*(?:\{\{-?\s*\/\*[^*]*\*\/\s*-?\}\}\s*)?\{\{-?\s*if\s+\$?\.Values\.([A-Za-z0-9_.]{1,200})\s*-?\}\}/.exec(
      text,
    ) ?? [];
  if (path === undefined) return false;
  let value: Json | undefined = values;
  for (const key of path.split(".")) value = isMapping(value) ? value[key] : undefined;
  return value === false || value === undefined || value === null || value === "";
}

/** A helper that the chart does not define and that is called like an Ingress, or prints everything. */
function fromLibrary(texts: readonly string[]): boolean {
  const defined = new Set(
    texts.flatMap((text) => [...text.matchAll(/\bdefine\s+"([^"]{1,200})"/g)].map(([, name]) => name)),
  );
  return texts.some((text) =>
    [...text.matchAll(/\b(?:include|template)\s+"([^"]{1,200})"/g)].some(
      ([, name = ""]) => !defined.has(name) && /ingress|\ball\b/i.test(name),
    ),
  );
}

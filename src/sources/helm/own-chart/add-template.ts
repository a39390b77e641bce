/** Gives a chart of the repository's own the route template and its values key; decides whether that is possible. */
import { type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import type { TextEdit } from "../../../model/edits.ts";
import type { ChartFiles } from "../../../model/render.ts";
import type { YamlFile } from "../../../yaml/file.ts";
import { insertMapKey } from "../../../yaml/insert-key.ts";
import { isMapping } from "../../objects/parse.ts";
import { recogniseOwnChart } from "./recognise.ts";
import { ownRouteComment, ownRouteKey, routeTemplate } from "./scaffold.ts";

export interface OwnChartChange {
  /** Path inside the chart. */
  readonly path: "templates/httproute.yaml";
  readonly text: string;
  /** Edits of the chart's values.yaml; none when the key is there. */
  readonly valuesEdits: readonly TextEdit[];
}

export type OwnChartDecision =
  | { readonly kind: "add"; readonly change: OwnChartChange }
  /** The template is there already, as this project writes it. */
  | { readonly kind: "there" }
  | { readonly kind: "companion"; readonly why: string };

export function planOwnChart(
  files: ChartFiles,
  values: YamlFile | undefined,
): Outcome<OwnChartDecision | undefined> {
  const own = files.get("templates/httproute.yaml");
  if (own !== undefined && new TextDecoder().decode(own).includes(`.Values.${ownRouteKey}`))
    return outcome({ kind: "there" });
  const recognised = recogniseOwnChart(files);
  if (recognised.kind === "other") return outcome({ kind: "companion", why: recognised.why });
  const template = { path: "templates/httproute.yaml", text: routeTemplate(recognised.names) } as const;
  const root = values?.documents[0]?.value;
  if (values === undefined || !isMapping(root))
    return outcome({ kind: "companion", why: "its values.yaml is no map" });
  if (ownRouteKey in root)
    return outcome({ kind: "companion", why: `\`${ownRouteKey}\` in its values means something else` });
  const inserted = insertMapKey(values, {
    document: 0,
    map: [],
    key: ownRouteKey,
    value: {},
    position: { after: "ingress" },
    because: "names the route values of the new template",
  });
  if (inserted.value === undefined) return outcome(undefined, inserted.diagnostics);
  const valuesEdits = inserted.value.map((edit) => ({
    ...edit,
    text: withComment(edit.text, values.style.eol),
  }));
  return outcome({ kind: "add", change: { ...template, valuesEdits } });
}

function withComment(text: string, eol: string): string {
  const lines = ownRouteComment.map((line) => `# ${line}${eol}`).join("");
  return text.replace(`${ownRouteKey}:`, `${lines}${ownRouteKey}:`);
}

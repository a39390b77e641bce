/** Gives a chart of the repository's own the route template and its values key, as drafts. */
import type { Where } from "../../diagnostics/diagnostic.ts";
import { type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { ChartFiles } from "../../model/render.ts";
import { planOwnChart } from "../../sources/helm/own-chart/add-template.ts";
import { ownRouteKey } from "../../sources/helm/own-chart/scaffold.ts";
import { isMapping } from "../../sources/objects/parse.ts";
import { confirmChange } from "../../yaml/confirm.ts";
import { applyEdits } from "../../yaml/splice.ts";
import { type Drafts, isTaken, textOf, withText } from "../drafts.ts";
import { readEditable } from "../guard.ts";
import { vendoredIn } from "./values-text.ts";

export type OwnTemplate =
  | { readonly kind: "ready"; readonly drafts: Drafts }
  | { readonly kind: "companion"; readonly why: string };

export function addOwnTemplate(
  drafts: Drafts,
  directory: RepoPath,
  files: ChartFiles,
  where: Where,
): OwnTemplate {
  const values = resolveRepoPath(directory, "values.yaml");
  const template = resolveRepoPath(directory, "templates/httproute.yaml");
  if (values === undefined || template === undefined) return companion("its files are not in the repository");
  if (vendoredIn(drafts, values) !== undefined)
    return companion("it is a chart inside another one, which is not edited");
  const guarded = readEditable(drafts, values, where);
  const planned = planOwnChart(files, guarded.ok ? guarded.file : undefined).value;
  if (planned === undefined) return companion("its values.yaml is written in a form that is not edited");
  if (planned.kind === "there") return { kind: "ready", drafts };
  if (planned.kind === "companion") return planned;
  if (!guarded.ok) return companion("its values.yaml is not edited");
  const { file } = guarded;
  const { text, valuesEdits } = planned.change;
  if (isTaken(drafts, template)) return companion("its templates/httproute.yaml holds something else");
  const after = applyEdits(file.text, valuesEdits);
  const expected = file.documents.map(({ index, value = null }) =>
    index === 0 && isMapping(value) ? { ...value, [ownRouteKey]: {} } : value,
  );
  if (!confirmChange(values, file.text, after, expected, valuesEdits).value)
    return companion("its values.yaml is written in a form that is not edited");
  const neighbour = resolveRepoPath(directory, "templates/ingress.yaml");
  const isCrlf = neighbour !== undefined && textOf(drafts, neighbour)?.includes("\r\n") === true;
  const written = withText(drafts, values, after, "names the route values of the new template");
  const printed = isCrlf ? text.replaceAll("\n", "\r\n") : text;
  return {
    kind: "ready",
    drafts: withText(written, template, printed, "makes routes from the chart's values"),
  };
}

function companion(why: string): OwnTemplate {
  return { kind: "companion", why };
}

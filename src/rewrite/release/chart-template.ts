/**
 * Objects of a release as a template of its chart, printed as they stand. Where other releases of the chart must not get them, the
 * template asks for the one release by name and namespace.
 */
import { diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import { printLiteral } from "../../sources/helm/own-chart/literal-template.ts";
import { confirmFresh } from "../../yaml/confirm.ts";
import { defaultStyle } from "../../yaml/file.ts";
import { printYaml } from "../../yaml/print.ts";
import { type Drafts, isTaken, textOf, withText } from "../drafts.ts";
import { located } from "../listing.ts";
import type { CompanionRequest } from "./companion-request.ts";

export function addTemplate(
  { drafts, subject, where }: Pick<CompanionRequest, "drafts" | "subject" | "where">,
  objects: readonly Json[],
  directory: RepoPath,
  isForOneRelease: boolean,
): Outcome<Drafts | undefined> {
  const { name, namespace } = subject.ingress;
  const { release } = subject.placed;
  // Ingresses of one name may come from several releases of the chart.
  const file = isForOneRelease ? `${name}.${namespace}.httproute.yaml` : `${name}.httproute.yaml`;
  const path = resolveRepoPath(directory, `templates/${file}`);
  if (path === undefined) return outcome(undefined, [diagnose("rewrite-name-unsafe", { name }, where)]);
  const plain = objects.map((object) => printYaml(object, defaultStyle)).join("---\n");
  const confirmed = confirmFresh(path, plain, objects);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  const text = printLiteral(plain, isForOneRelease ? release : undefined);
  if (isTaken(drafts, path)) {
    if (textOf(drafts, path) === text) return outcome(drafts);
    return outcome(undefined, [diagnose("rewrite-path-taken", { path }, where)]);
  }
  return outcome(withText(drafts, path, text, "routes of the release, printed as they are"));
}

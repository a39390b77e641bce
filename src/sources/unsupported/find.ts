/**
 * Everything that speaks of an Ingress and is not migrated: files nobody can read, files that are not deployed or must not be touched,
 * values of charts. Works by exclusion, so that no file with `kind: Ingress` can fall between inventory and this list.
 */
import { type Diagnostic, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { compareText, directoryOf, type RepoPath } from "../../model/brands.ts";
import type { Config } from "../../model/config.ts";
import type { ClusterInventory, Unsupported } from "../../model/inventory.ts";
import type { Candidates } from "../candidates.ts";
import type { IngressContext } from "../inventory-ingress.ts";
import { isIngress, toIngress } from "../objects/ingress.ts";
import type { ParsedObject } from "../objects/parse.ts";
import type { FileReader, ParsedFile } from "../reader.ts";
import { ingressKindLine } from "../text.ts";
import type { Deployment } from "../units.ts";
import { brokenValues } from "./broken-values.ts";
import { findIngressValues } from "./ingress-values.ts";
import { findSops } from "./marks.ts";
import { usesOfReleases } from "./release-uses.ts";
import { templateByText } from "./templates.ts";

interface Findings {
  readonly reader: FileReader;
  readonly candidates: Candidates;
  readonly deployment: Deployment;
  readonly clusters: readonly ClusterInventory[];
  /** Ingress blocks of releases that cannot be read. */
  readonly unreadBlocks: readonly Unsupported[];
  /** Charts of releases that may have an Ingress and are not rendered, and why. */
  readonly unrendered: ReadonlyMap<RepoPath, string>;
  /** Directories of a chart and of its dependencies. */
  readonly localCharts: (directory: RepoPath) => readonly RepoPath[];
  readonly context: IngressContext;
  readonly config: Pick<Config, "ingressClasses" | "clusters">;
}

export function findUnsupported(input: Findings): Outcome<readonly Unsupported[]> {
  const taken = new Set(
    input.clusters.flatMap(({ ingresses }) =>
      ingresses.map(({ site }) => `${site.path}\u0000${site.document}\u0000${site.item ?? ""}`),
    ),
  );
  const isTaken = ({ path, document, item }: ParsedObject) =>
    taken.has(`${path}\u0000${document}\u0000${item ?? ""}`);
  const uses = usesOfReleases(
    input.deployment.clusters.flatMap(({ releases }) => releases),
    input.localCharts,
  );
  const unsupported: Unsupported[] = [
    ...input.candidates.unsupported.flatMap((entry) => {
      const charts = uses.chartsOfTemplate(entry.path);
      if (charts.length === 0) return [entry];
      const reasons = charts.flatMap((chart) => {
        const why = input.unrendered.get(chart);
        return why === undefined
          ? []
          : [`Template of the Helm chart in ${chart || "the top directory"}, which is not rendered: ${why}.`];
      });
      return reasons.slice(0, 1).map((reason) => ({ ...entry, reason }));
    }),
    ...input.unreadBlocks,
  ];
  const diagnostics: Diagnostic[] = [];
  for (const [path, line] of input.candidates.ingressFiles) {
    const found = judgeFile(path, line, isTaken, input);
    unsupported.push(...found.value);
    diagnostics.push(...found.diagnostics);
  }
  const generators = unreadGenerators(input.deployment.diagnostics);
  for (const path of input.candidates.valuesFiles) {
    const file = input.reader.parse(path);
    // what speaks of the kind Ingress is judged above
    if (file !== undefined && !input.candidates.ingressFiles.has(path))
      unsupported.push(...brokenValues(path, file));
    for (const document of file?.yaml.documents ?? []) {
      if (uses.isValues(path, document.index)) continue;
      for (const found of findIngressValues(document, input.config, generators.get(path)))
        unsupported.push({ path, ...found });
    }
  }
  const byPlace = new Map(unsupported.map((entry) => [sortKey(entry), entry]));
  const sorted = [...byPlace].sort(([a], [b]) => compareText(a, b)).map(([, entry]) => entry);
  return outcome(sorted, diagnostics);
}

/** Kind of generator, by the file of its ApplicationSet, whose answers only the cluster has. */
function unreadGenerators(diagnostics: readonly Diagnostic[]): ReadonlyMap<RepoPath, string> {
  return new Map(
    diagnostics.flatMap((one): readonly (readonly [RepoPath, string])[] =>
      one.code === "argocd-generator-unsupported" && one.at !== undefined
        ? [[one.at.path, one.params.generator]]
        : [],
    ),
  );
}

function judgeFile(
  path: RepoPath,
  line: number,
  isTaken: (parsed: ParsedObject) => boolean,
  input: Findings,
): Outcome<readonly Unsupported[]> {
  const file = input.reader.parse(path);
  if (file === undefined) return outcome([{ path, line, reason: "Not UTF-8 text, so it cannot be read." }]);
  const sops = findSops(file.yaml);
  if (sops !== undefined) {
    return outcome([
      {
        path,
        line: sops,
        reason: "Encrypted with SOPS: an edit would break its signature, so it is not read or changed.",
      },
    ]);
  }
  const mark = input.context.markOf(path);
  const marked =
    mark === undefined
      ? []
      : [{ path, line: mark.line, reason: `The file says "${mark.mark}": it is not edited.` }];
  const broken = brokenDocuments(path, line, file);
  const ingresses = file.objects.filter(({ object }) => isIngress(object));
  const left = ingresses
    .filter((parsed) => !isTaken(parsed))
    .map((parsed): Unsupported => ({ path, line: parsed.place.line, reason: whyLeftOut(parsed, input) }));
  const unread = ingresses.filter((parsed) => !isTaken(parsed)).flatMap((parsed) => unreadable(parsed));
  const mention = ingresses.length > 0 || broken.value.length > 0 ? [] : mentionOnly(path, file, input);
  return outcome([...marked, ...broken.value, ...left, ...mention], [...broken.diagnostics, ...unread]);
}

/** Documents that are no YAML and speak of an Ingress. */
function brokenDocuments(path: RepoPath, line: number, file: ParsedFile): Outcome<readonly Unsupported[]> {
  const text = file.yaml.text;
  const broken = file.yaml.documents.filter(
    (document) =>
      document.value === undefined &&
      text.slice(document.region.start, document.region.end).includes("Ingress"),
  );
  const isWholeFile = file.yaml.documents.length === 0 && file.diagnostics.length > 0;
  if (broken.length === 0 && !isWholeFile) return outcome([]);
  const template = templateByText(text);
  if (template !== undefined)
    return outcome([{ path, line: ingressKindLine(text) ?? line, reason: template }]);
  const entries = file.diagnostics.map(
    (diagnostic): Unsupported => ({
      path,
      line: diagnostic.at?.line ?? line,
      reason: `Cannot be read as YAML${diagnostic.code === "yaml-unreadable" ? `: ${diagnostic.params.problem}` : ""}.`,
    }),
  );
  return outcome(entries, file.diagnostics);
}

/** Problems of an Ingress that is deployed nowhere are not told; one that has no name at all is. */
function unreadable(parsed: ParsedObject): readonly Diagnostic[] {
  const read = toIngress(parsed.object, parsed);
  return read.value === undefined ? read.diagnostics : [];
}

function whyLeftOut(parsed: ParsedObject, { deployment, config }: Findings): string {
  const { path } = parsed;
  if (toIngress(parsed.object).value === undefined)
    return "This Ingress has no readable name or API version.";
  const patched = deployment.patchFiles.get(path);
  if (patched !== undefined) return `Patch of ${patched}: it changes an Ingress and is none by itself.`;
  const [listing] = deployment.listedBy.get(path) ?? [];
  if (listing !== undefined) return `Listed by ${listing}, which no deployed kustomization includes.`;
  const directory = directoryOf(path);
  if (deployment.governed.has(directory)) {
    const kustomization = deployment.kustomizations.get(directory);
    return kustomization === undefined
      ? "The kustomization file of its directory cannot be read, so it is not known whether this is deployed."
      : `Not deployed: ${kustomization.path} does not list it.`;
  }
  return config.clusters === undefined
    ? "Not part of what is deployed."
    : "Outside the paths of every cluster in the configuration.";
}

/** The words are there, an Ingress is not: a patch in a kustomization, text inside a string, another API's kind. */
function mentionOnly(
  path: RepoPath,
  file: ParsedFile,
  { deployment, clusters }: Findings,
): readonly Unsupported[] {
  const other = file.objects.find(({ object }) => object.kind === "Ingress");
  if (other !== undefined) {
    const reason = `This Ingress is one of ${other.object.apiVersion}, not of Kubernetes.`;
    return [{ path, line: other.place.line, reason }];
  }
  const line = ingressKindLine(file.yaml.text);
  if (line === undefined) return [];
  const template = templateByText(file.yaml.text);
  if (template !== undefined) return [{ path, line, reason: template }];
  if (deployment.kustomizations.get(directoryOf(path))?.path === path) {
    // the Ingresses it deploys are in the inventory, and refused there if it changes them
    if (
      clusters.some(({ ingresses }) => ingresses.some(({ chain }) => chain.some((hop) => hop.path === path)))
    )
      return [];
    return [
      {
        path,
        line,
        reason:
          "The kustomization speaks of an Ingress (a patch or a selector): patches are not built by this release.",
      },
    ];
  }
  return [
    {
      path,
      line,
      reason:
        "Speaks of `kind: Ingress`, but holds no Ingress object: text inside a value, a selector or a template.",
    },
  ];
}

function sortKey({ path, line, reason }: Unsupported): string {
  return `${path}\u0000${String(line).padStart(9, "0")}\u0000${reason}`;
}

/**
 * Objects that values cannot say, as manifests deployed together with the release: beside the text that states it, in a directory whose
 * files are deployed as they are, or as a template of the chart itself.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { baseNameOf, compareText, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { InventoryIngress } from "../../model/ingress.ts";
import { type Json, type KubeObject, toData } from "../../model/kube.ts";
import type { CompanionHome, Release } from "../../model/release.ts";
import { isMapping } from "../../sources/objects/parse.ts";
import type { YamlFile } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { equalJson } from "../../yaml/second.ts";
import { type Drafts, textOf } from "../drafts.ts";
import { routesElsewhere } from "../elsewhere.ts";
import { readEditable } from "../guard.ts";
import { listBeside } from "../listing.ts";
import { foreignSubstitution } from "../objects.ts";
import { writeRouteFile } from "../route-file.ts";
import type { TextSite } from "../sites.ts";
import { addTemplate } from "./chart-template.ts";
import type { CompanionRequest } from "./companion-request.ts";
import { addExtraObjects, titlesOf } from "./extra-objects.ts";
import { sameOwner } from "./sharing.ts";
import { counterpartIn, type Subject } from "./subject.ts";
import { ingressesOf, type PlacedRelease, releasesOf, titleOf } from "./world.ts";

export function addCompanions(request: CompanionRequest): Outcome<Drafts | undefined> {
  const { subject, world, where } = request;
  const { release } = subject.placed;
  const { home } = release;
  const objects = request.objects.map((object) =>
    asCompanion(object, subject.ingress, statesNamespace(release)),
  );
  const { spec, annotations, written } = subject.ingress;
  const text = foreignSubstitution(objects, JSON.stringify([spec, annotations]), written);
  if (text !== undefined) return stop(diagnose("rewrite-substitution", { text }, where));
  const sharers = sharersOfHome(releasesOf(world), subject.placed, home);
  const differing = sharers.filter((sharer) => !wantsTheSame(request, sharer, objects));
  // A template can ask whose it is, where that tells the releases apart.
  const alike = home.kind === "chart-templates" ? differing.filter(isCalledLike(release)) : differing;
  if (alike.length > 0) {
    const path = home.kind === "chart-templates" ? home.directory : release.owner.path;
    return stop(diagnose("rewrite-sites-differ", { path, others: differing.map(titleOf) }, where));
  }
  switch (home.kind) {
    case "none":
      return amongValues(request, objects, home.why);
    case "beside-owner":
      return besideOwner(request, objects, sharers);
    case "directory":
      return inDirectory(request, objects, home.path, home.listedBy ?? []);
    case "chart-templates":
      return addTemplate(request, objects, home.directory, differing.length > 0);
  }
}

/** The last place: a list of further objects among the values of the chart. */
function amongValues(
  request: CompanionRequest,
  objects: readonly Json[],
  noHome: string,
): Outcome<Drafts | undefined> {
  const { subject, why, where } = request;
  const { release } = subject.placed;
  const added = addExtraObjects(request, objects, (sharer) => wantsTheSame(request, sharer, objects));
  if (added.kind === "done") return added.step;
  const title = `${release.namespace}/${release.name}`;
  const because = `${noHome}, and ${added.why}`;
  const params = { release: title, why, because, objects: titlesOf(request.objects) };
  return stop(diagnose("rewrite-release-homeless", params, where));
}

function statesNamespace({ home, owner }: Release): boolean {
  // Helm puts what the chart prints into the release's namespace.
  return home.kind !== "chart-templates" && home.kind !== "none" && owner.statesNamespace;
}

/** Labels by which Helm and its deployers recognise what they installed: a manifest beside the release is none of it. */
const installersLabels =
  /^(?:helm\.sh\/chart|app\.kubernetes\.io\/(?:managed-by|version)|heritage|chart|release|helm\.toolkit\.fluxcd\.io\/.*|kustomize\.toolkit\.fluxcd\.io\/.*|argocd\.argoproj\.io\/.*)$/;

function asCompanion(object: KubeObject, ingress: InventoryIngress, hasNamespace: boolean): Json {
  const { name, namespace, labels, annotations, ...rest } = object.metadata;
  const kept = Object.entries(labels ?? {}).filter(([key]) => !installersLabels.test(key));
  const isOwn = namespace === undefined || namespace === ingress.namespace;
  const written = isOwn ? (hasNamespace ? ingress.namespace : undefined) : namespace;
  return toData({
    ...object,
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(written === undefined ? {} : { namespace: written }),
      ...(kept.length === 0 ? {} : { labels: Object.fromEntries(kept) }),
      ...(annotations === undefined ? {} : { annotations }),
      ...rest,
    },
  });
}

function sharersOfHome(
  all: readonly PlacedRelease[],
  own: PlacedRelease,
  home: CompanionHome,
): readonly PlacedRelease[] {
  if (home.kind === "beside-owner") return sameOwner(all, own);
  if (home.kind !== "chart-templates") return [];
  return all.filter(
    (other) =>
      (other.release.id !== own.release.id || other.cluster.inventory.name !== own.cluster.inventory.name) &&
      other.release.chart.kind === "own" &&
      other.release.chart.directory === home.directory,
  );
}

function isCalledLike({ name, namespace }: Release): (other: PlacedRelease) => boolean {
  return ({ release }) => release.name === name && release.namespace === namespace;
}

function wantsTheSame(request: CompanionRequest, sharer: PlacedRelease, objects: readonly Json[]): boolean {
  const { subject } = request;
  const ingress = counterpartIn(ingressesOf(sharer), subject);
  const emission = sharer.cluster.emissions.find((one) => one.ingress === ingress?.key);
  if (ingress === undefined || emission === undefined || emission.blocked) return false;
  const own = request.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const theirs = emission.objects
    .filter(({ kind, metadata }) => own.includes(`${kind} ${metadata.name}`))
    .map((object) => asCompanion(object, ingress, statesNamespace(sharer.release)));
  return equalJson(theirs, objects);
}

function besideOwner(
  request: CompanionRequest,
  objects: readonly Json[],
  sharers: readonly PlacedRelease[],
): Outcome<Drafts | undefined> {
  const { drafts, subject, where } = request;
  const { owner } = subject.placed.release;
  const guarded = readEditable(drafts, owner.path, where);
  // Beside a text that is not edited a file can still stand.
  const neighbour = guarded.ok ? guarded.file : plainFile(drafts, owner.path);
  const listedBy = [subject.placed, ...sharers].flatMap(({ release }) =>
    release.home.kind === "beside-owner" ? release.home.listedBy : [],
  );
  const place = placeAt(subject, owner.path, [...new Set(listedBy)].sort(compareText));
  // a chart of a kustomization has no entry of its own to stand beside
  return addFile(request, place, neighbour, objects, owner.kind === "kustomize" ? "end" : owner.path);
}

function inDirectory(
  request: CompanionRequest,
  objects: readonly Json[],
  directory: RepoPath,
  listedBy: readonly RepoPath[],
): Outcome<Drafts | undefined> {
  const { drafts, subject, where } = request;
  const { owner } = subject.placed.release;
  // Only the directory counts: the file itself need not exist.
  const path = resolveRepoPath(directory, baseNameOf(owner.path));
  if (path === undefined) return stop(diagnose("rewrite-site-missing", { path: directory }, where));
  return addFile(request, placeAt(subject, path, listedBy), plainFile(drafts, owner.path), objects, "end");
}

function placeAt(subject: Subject, path: RepoPath, listedBy: readonly RepoPath[]): TextSite {
  const { owner } = subject.placed.release;
  const site = { path, document: owner.document, item: owner.item, place: owner.place, hasNamespace: true };
  return { site, ingress: subject.ingress, listedBy, others: [] };
}

function addFile(
  { drafts, world, where }: CompanionRequest,
  place: TextSite,
  neighbour: YamlFile,
  objects: readonly Json[],
  /** The entry of the listings that a new one goes behind. */
  neighbourEntry: RepoPath | "end",
): Outcome<Drafts | undefined> {
  const elsewhere = routesElsewhere(world.cluster, place, objects, "file", where);
  const missing = objects.filter((_object, index) => elsewhere.value[index] !== true);
  if (missing.length === 0) return outcome(drafts, elsewhere.diagnostics);
  const written = writeRouteFile(drafts, world.cluster, place, neighbour, missing, where);
  const diagnostics: Diagnostic[] = [...elsewhere.diagnostics, ...written.diagnostics];
  if (written.value === undefined) return outcome(undefined, diagnostics);
  let current = written.value.drafts;
  for (const listing of place.listedBy) {
    const listed = listBeside(current, listing, neighbourEntry, written.value.path, where);
    diagnostics.push(...listed.diagnostics);
    if (listed.value === undefined) return outcome(undefined, diagnostics);
    current = listed.value;
  }
  return outcome(current, diagnostics);
}

function plainFile(drafts: Drafts, path: RepoPath): YamlFile {
  return readYamlFile(path, textOf(drafts, path) ?? "").value;
}

function stop(diagnostic: Diagnostic): Outcome<undefined> {
  return outcome(undefined, [diagnostic]);
}

/** True when another object of the emission points at one of its routes by name. */
export function namesRoutes(objects: readonly KubeObject[]): boolean {
  const routes = new Set(
    objects.filter(({ kind }) => kind === "HTTPRoute").map(({ metadata }) => metadata.name ?? ""),
  );
  return objects.some((object) => object.kind !== "HTTPRoute" && pointsAt(toData(object), routes));
}

function pointsAt(value: Json, routes: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => pointsAt(item, routes));
  if (!isMapping(value)) return false;
  if (value.kind === "HTTPRoute" && typeof value.name === "string" && routes.has(value.name)) return true;
  return Object.values(value).some((inner) => pointsAt(inner, routes));
}

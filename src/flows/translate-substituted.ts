/**
 * Translation of Ingresses whose texts are filled in later. Routes are translated from the texts, so that they carry the same variables;
 * then every route is filled in as the cluster would do it and has to be the translation of the Ingress the cluster has. Where it is not,
 * some value decides what the route looks like, and the Ingress stays.
 */
import { type Diagnostic, diagnose, type Outcome, outcome, severityOf } from "../diagnostics/diagnostic.ts";
import { withTexts } from "../diagnostics/with-texts.ts";
import type { IngressKey } from "../model/brands.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import { type Json, type KubeObject, type Service, toData } from "../model/kube.ts";
import { restoreJson, standInObject } from "../model/placeholder-objects.ts";
import type { StandIns } from "../model/placeholder-text.ts";
import type { Emission } from "../model/translation.ts";
import { annotationPrefix } from "../nginx/annotations/view.ts";
import { equalJson } from "../yaml/second.ts";
import { type SubstitutedCluster, substitutedAnnotations, withStandInAnnotations } from "./substituted.ts";

/** Translates and validates. */
export type Translate = (
  ingresses: readonly InventoryIngress[],
  services: readonly Service[],
) => Outcome<readonly Emission[]>;

export function translateSubstituted(
  written: readonly InventoryIngress[],
  { standIns, texts, values }: SubstitutedCluster,
  translate: Translate,
): Outcome<readonly Emission[]> {
  const ours = new Set(written.map(({ key }) => key));
  const isOurs = (ingress: InventoryIngress) => ingress.class.ours && ours.has(ingress.key);
  const textual = texts.ingresses.filter(isOurs);
  const valued = values.ingresses.filter(isOurs);
  const byText = translate(textual, texts.services);
  const byValue = translate(valued, values.services);
  const carried = carriedAnnotations(written, textual, texts.services, byText.value, translate, standIns);

  const diagnostics = byText.diagnostics.map((found) => withTexts(found, standIns));
  const told = new Set(diagnostics.map(({ code, ingress }) => `${code} ${ingress ?? ""}`));
  for (const found of byValue.diagnostics.map((one) => withTexts(one, standIns))) {
    const isNew = severityOf(found) === "blocker" && !told.has(`${found.code} ${found.ingress ?? ""}`);
    if (isNew) diagnostics.push(found);
  }
  const byKey = new Map(written.map((ingress) => [ingress.key, ingress]));
  const truthOf = new Map(byValue.value.map((emission) => [emission.ingress, emission]));
  const emissions = byText.value.map((plain) => {
    const ingress = byKey.get(plain.ingress);
    const truth = truthOf.get(plain.ingress);
    const candidates = [plain, carried.get(plain.ingress)].filter((one) => one !== undefined);
    const twin = unknownTwin(
      valued.find(({ key }) => key === plain.ingress),
      standIns,
    );
    if (twin !== undefined && !plain.blocked) {
      diagnostics.push(diagnose("substitution-changes-route", { texts: [twin] }, { ingress: plain.ingress }));
      return blocked(shown(plain, standIns, ingress), true);
    }
    if (ingress === undefined || truth === undefined || plain.blocked || truth.blocked) {
      return blocked(shown(plain, standIns, ingress), plain.blocked || truth?.blocked === true);
    }
    if (ingress.written === undefined) {
      // its own texts are what they say, but those of its neighbours may not be
      if (equalJson(plain.objects, truth.objects)) return plain;
      diagnostics.push(...reasonsFor(ingress, { texts: textual, values: valued }, standIns));
      return blocked(shown(plain, standIns, ingress), true);
    }
    const baked = carried.has(plain.ingress);
    const fitting = (baked ? candidates.slice(1) : candidates)
      .map((one) => restored(one, standIns, ingress))
      .find((one) => !one.blocked && fillsInTo(one.objects, truth.objects, ingress, standIns));
    if (fitting !== undefined) return fitting;
    diagnostics.push(
      ...(baked
        ? bakedAnnotations(ingress, valued)
        : reasonsFor(ingress, { texts: textual, values: valued }, standIns)),
    );
    return blocked(shown(plain, standIns, ingress), true);
  });
  return outcome(emissions, diagnostics);
}

/**
 * For Ingresses whose routes depend on an nginx annotation with an expression: their translation with the expression in it. Where the
 * routes are the same without the annotation, its value is of no account and there is no entry.
 */
function carriedAnnotations(
  written: readonly InventoryIngress[],
  textual: readonly InventoryIngress[],
  services: readonly Service[],
  byText: readonly Emission[],
  translate: Translate,
  standIns: StandIns,
): ReadonlyMap<IngressKey, Emission> {
  const keys = new Map(
    written.flatMap((ingress) => {
      const found = substitutedAnnotations(ingress);
      return found.length === 0 ? [] : [[ingress.key, new Set(found)] as const];
    }),
  );
  if (keys.size === 0) return new Map();
  const without = translate(
    textual.map((ingress) => withoutAnnotations(ingress, keys.get(ingress.key))),
    services,
  );
  const withStandIns = translate(
    textual.map((ingress) => (keys.has(ingress.key) ? withStandInAnnotations(ingress, standIns) : ingress)),
    services,
  );
  const find = (emissions: readonly Emission[], key: IngressKey) =>
    emissions.find(({ ingress }) => ingress === key);
  return new Map(
    [...keys.keys()].flatMap((key) => {
      const [bare, plain, carried] = [
        find(without.value, key),
        find(byText, key),
        find(withStandIns.value, key),
      ];
      if (carried === undefined || equalJson(bare?.objects, plain?.objects)) return [];
      return [[key, carried] as const];
    }),
  );
}

function withoutAnnotations(
  ingress: InventoryIngress,
  keys: ReadonlySet<string> | undefined,
): InventoryIngress {
  if (keys === undefined) return ingress;
  const kept = Object.entries(ingress.annotations).filter(([key]) => !keys.has(key));
  return { ...ingress, annotations: Object.fromEntries(kept) };
}

function fillsInTo(
  objects: readonly KubeObject[],
  truth: readonly KubeObject[],
  { written }: InventoryIngress,
  standIns: StandIns,
): boolean {
  if (written === undefined || objects.length !== truth.length) return false;
  const { substitution } = written;
  return objects.every((object, index) =>
    equalJson(standInObject({ object, substitution }, standIns, "values"), truth[index]),
  );
}

function restored(emission: Emission, standIns: StandIns, ingress: InventoryIngress): Emission {
  const objects = emission.objects.map(
    (object) => restoreJson(toData(object), standIns, "restore") as unknown as KubeObject, // other texts, nothing else
  );
  return { ...shown(emission, standIns, ingress), objects };
}

/** Annotations are told as they are written, also where their value was judged. */
function shown(emission: Emission, standIns: StandIns, ingress: InventoryIngress | undefined): Emission {
  const verdicts = emission.verdicts.map((verdict) => ({
    ...verdict,
    value: ingress?.annotations[verdict.key] ?? standIns.show(verdict.value),
    note: standIns.show(verdict.note),
  }));
  return { ...emission, verdicts };
}

function blocked(emission: Emission, isBlocked: boolean): Emission {
  return isBlocked ? { ...emission, objects: [], features: [], blocked: true } : emission;
}

/** from-to-www-redirect asks whether a host begins with `www.`: that of a host whose beginning is not known. */
function unknownTwin(ingress: InventoryIngress | undefined, standIns: StandIns): string | undefined {
  if (ingress?.annotations[`${annotationPrefix}from-to-www-redirect`] === undefined) return undefined;
  const hosts = ingress.spec.rules.flatMap(({ host }) => host ?? []);
  const host = hosts
    .map((one) => standIns.show(one))
    .find((one, at) => one !== hosts[at] && one.startsWith("${"));
  return host;
}

interface Readings {
  readonly texts: readonly InventoryIngress[];
  readonly values: readonly InventoryIngress[];
}

/** A host that several texts come to is the usual reason; else some other value decides. */
function reasonsFor(
  ingress: InventoryIngress,
  readings: Readings,
  standIns: StandIns,
): readonly Diagnostic[] {
  const where = { ingress: ingress.key };
  const lost = ingress.spec.rules.some(
    ({ host }, at) =>
      host !== undefined &&
      readings.values.find(({ key }) => key === ingress.key)?.spec.rules[at]?.host === undefined,
  );
  if (lost) return []; // told already: the host would be empty
  const meeting = hostsMeeting(ingress.key, readings, standIns);
  if (meeting !== undefined) return [diagnose("host-shared-by-value", meeting, where)];
  const texts = JSON.stringify(ingress.written?.object.spec ?? ingress.spec).match(/\$\{[^}]*\}/g) ?? [];
  return [diagnose("substitution-changes-route", { texts: [...new Set<string>(texts)].sort() }, where)];
}

function hostsMeeting(key: IngressKey, { texts, values }: Readings, standIns: StandIns) {
  const pairs = texts.flatMap((ingress, at) =>
    ingress.spec.rules.flatMap(({ host }, rule) => {
      const value = values[at]?.spec.rules[rule]?.host;
      return host === undefined || value === undefined ? [] : [{ key: ingress.key, host, value }];
    }),
  );
  for (const own of pairs.filter((pair) => pair.key === key)) {
    const other = pairs.find(
      ({ value, host }) =>
        host !== own.host &&
        (value === own.value || wildcardOf(value) === own.value || value === wildcardOf(own.value)),
    );
    if (other === undefined) continue;
    const host = standIns.show(own.host);
    return { host, value: standIns.show(own.value), other: standIns.show(other.host), by: other.key };
  }
  return undefined;
}

/** nginx lets a wildcard's certificate count for the names below it. */
function wildcardOf(host: string): string {
  return host.includes(".") ? `*${host.slice(host.indexOf("."))}` : "";
}

function bakedAnnotations(
  ingress: InventoryIngress,
  values: readonly InventoryIngress[],
): readonly Diagnostic[] {
  const known = values.find(({ key }) => key === ingress.key);
  return substitutedAnnotations(ingress).map((key) => {
    const params = {
      key,
      text: ingress.annotations[key] ?? "",
      value: known?.annotations[key] ?? ("" satisfies Json),
    };
    return diagnose("annotation-value-not-carried", params, { ingress: ingress.key });
  });
}

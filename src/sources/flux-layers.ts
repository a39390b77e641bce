/**
 * The values of a HelmRelease as layers with their texts. An overlay that patches the release by a partial object is a layer of its own,
 * because that merge is Helm's merge too: the value then stands where people wrote it, in the base or in the patch.
 */
import { canonicalJson } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import type { ReleaseLayer, ValuesSite } from "../model/release.ts";
import { readEmbeddedYaml } from "../yaml/embedded/read.ts";
import { readYamlFile } from "../yaml/read.ts";
import type { ConfigEntry } from "./flux/config-data.ts";
import { generatorFile } from "./flux/generator-file.ts";
import type { FluxValuesLayer } from "./flux/helm-release.ts";
import { mergeValues, valueAt } from "./helm/layers.ts";
import type { BuiltObject } from "./kustomize/build/build.ts";
import { isMapping, type ParsedObject } from "./objects/parse.ts";
import type { FileReader } from "./reader.ts";
import { setLayer } from "./set-values.ts";
import { baseIn, gap, type LayerReading, valuesFile, writtenValues } from "./values-layer.ts";

export interface FluxLayersInput {
  /** "shop/cart" */
  readonly title: string;
  /** As read from the deployed object, in Helm's order. */
  readonly layers: readonly FluxValuesLayer[];
  readonly built: Pick<BuiltObject, "object" | "touchedBy">;
  /** The text of the release; undefined when no file holds it. */
  readonly source: ParsedObject | undefined;
}

const base = ["spec", "values"] as const;

export function fluxLayers(input: FluxLayersInput, reader: FileReader): readonly LayerReading[] {
  const readings: LayerReading[] = [];
  for (const layer of input.layers) {
    if (layer.kind === "inline") readings.push(...inlineLayers(input, layer, reader).map(asReading));
    else readings.push(...referenceLayer(layer, readings, reader));
  }
  return readings;
}

function asReading(layer: ReleaseLayer): LayerReading {
  return { kind: "layer", layer };
}

function inlineLayers(
  { title, built, source }: FluxLayersInput,
  deployed: Extract<FluxValuesLayer, { kind: "inline" }>,
  reader: FileReader,
): readonly ReleaseLayer[] {
  const name = `spec.values of HelmRelease ${title}`;
  const value = withSwitches(valueAt(toJson(built.object), base) ?? {}, deployed.values);
  const own = source === undefined ? undefined : valueAt(toJson(source.object), base);
  const ownLayer = (values: Json): ReleaseLayer =>
    source === undefined
      ? writtenValues({ name, value: values, site: undefined, place: deployed.place }, reader)
      : writtenValues(
          {
            name,
            value: values,
            site: {
              path: source.path,
              document: source.document,
              base: baseIn(source.item, base),
              form: "map",
            },
            place: source.placeOf(base),
          },
          reader,
        );
  const patches = patchLayers(title, built, reader);
  if (patches.length === 0) return [ownLayer(value)];
  const layers = [...(isMapping(own) ? [ownLayer(own)] : []), ...patches];
  const merged = layers.reduce<Json>((low, layer) => mergeValues(low, layer.value), {});
  // operations, replacements and deletions cannot be told as layers
  if (canonicalJson(merged) !== canonicalJson(valueAt(toJson(built.object), base) ?? {}))
    return [ownLayer(value)];
  return layers.map((layer) => ({ ...layer, value: withSwitches(layer.value, deployed.values) }));
}

function patchLayers(
  title: string,
  { touchedBy }: Pick<BuiltObject, "touchedBy">,
  reader: FileReader,
): readonly ReleaseLayer[] {
  return touchedBy.flatMap(({ patch, changed, field, index }): ReleaseLayer[] => {
    const values =
      patch === undefined || !changed || patch.form !== "strategic-merge"
        ? undefined
        : valueAt(patch.content, base);
    if (patch === undefined || !isMapping(values)) return [];
    const { path, document, inline, at } = patch;
    const name = `spec.values of HelmRelease ${title}, patched in ${path}`;
    const site: ValuesSite | undefined = inline
      ? inlineSite({ path, at: patchPath(field, index), values }, reader)
      : { path, document, base, form: "map" };
    return [writtenValues({ name, value: values, site, place: at }, reader)];
  });
}

/** Where the text of a patch stands in the kustomization that lists it. */
function patchPath(field: string, index: number | undefined): readonly (string | number)[] {
  const entry = index === undefined ? [field] : [field, index];
  return field === "patchesStrategicMerge" ? entry : [...entry, "patch"];
}

interface InlinePatch {
  readonly path: RepoPath;
  readonly at: readonly (string | number)[];
  readonly values: Json;
}

/**
 * The block scalar a patch is written in. undefined when it is not that text: what a Flux Kustomization adds stands in no kustomization
 * file, and other styles of strings are not edited.
 */
function inlineSite({ path, at, values }: InlinePatch, reader: FileReader): ValuesSite | undefined {
  const file = reader.parse(path)?.yaml;
  const embedded = file === undefined ? undefined : readEmbeddedYaml(file, 0, at).value;
  if (embedded?.block === undefined || embedded.inner.documents.length !== 1) return undefined;
  const written = embedded.value === undefined ? undefined : valueAt(embedded.value, base);
  if (written === undefined || canonicalJson(written) !== canonicalJson(values)) return undefined;
  return { path, document: 0, base: at, form: "string", inner: base };
}

/** `${…}` stays as text, except where it becomes true or false: a text would switch on what is off. */
function withSwitches(value: Json, deployed: Json | undefined): Json {
  if (typeof value === "string") return typeof deployed === "boolean" ? deployed : value;
  if (Array.isArray(value)) {
    const other = Array.isArray(deployed) ? (deployed as readonly Json[]) : []; // items of a JSON list
    return value.map((item: Json, index) => withSwitches(item, other[index]));
  }
  if (!isMapping(value)) return value;
  const other = isMapping(deployed) ? deployed : {};
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withSwitches(inner, other[key])]),
  );
}

function referenceLayer(
  layer: Extract<FluxValuesLayer, { kind: "reference" }>,
  below: readonly LayerReading[],
  reader: FileReader,
): readonly LayerReading[] {
  const { source, targetPath, literal, found, place } = layer;
  const name = `${source.key} of ${source.kind} ${source.name}`;
  if (found.kind !== "text") {
    const state = found.kind === "hidden" ? "is encrypted" : "is not in the repository";
    const why = `the ${source.kind} \`${source.name}\` ${state}`;
    const keyPath =
      targetPath === undefined ? undefined : targetPath.split(/[.[\]]/).filter((key) => key !== "");
    return [{ kind: "gap", gap: { why, at: place, keyPath } }];
  }
  if (targetPath === undefined) return [configLayer(name, source.key, found, place, reader)];
  const lower = below.flatMap((reading) => (reading.kind === "layer" ? [reading.layer] : []));
  const value = found.text.replace(/\n$/, "");
  const set = setLayer(name, [{ name: targetPath, value, isText: literal, place }], lower);
  return [
    ...(set.layer === undefined ? [] : [asReading(set.layer)]),
    ...set.gaps.map((one): LayerReading => ({ kind: "gap", gap: one })),
  ];
}

/** A values file that a generator takes in, or a text inside a ConfigMap or Secret. */
function configLayer(
  name: string,
  key: string,
  { entry, text }: { readonly entry: ConfigEntry; readonly text: string },
  at: Place,
  reader: FileReader,
): LayerReading {
  const file = generatorFile(reader, entry.place, key);
  if (file !== undefined) return valuesFile(file, at, reader);
  const keyPath = [entry.field, key];
  const holder = reader
    .parse(entry.place.path)
    ?.objects.find(({ object, placeOf }) => holds(object, keyPath) && isSame(placeOf(keyPath), entry.place));
  const written = holder === undefined ? undefined : valueAt(toJson(holder.object), keyPath);
  const isPlainText =
    typeof written === "string" && (written.trimEnd() === text.trimEnd() || written.includes("${"));
  if (holder !== undefined && isPlainText) {
    const site = {
      path: holder.path,
      document: holder.document,
      base: baseIn(holder.item, keyPath),
      form: "string",
    } as const;
    const value = valuesIn(written, entry.place);
    if (value === undefined) return gap(`\`${name}\` cannot be read as a YAML map`, at);
    return asReading(writtenValues({ name, value, site, place: entry.place }, reader));
  }
  const value = valuesIn(text, entry.place);
  if (value === undefined) return gap(`\`${name}\` cannot be read as a YAML map`, at);
  return asReading(writtenValues({ name, value, site: undefined, place: entry.place }, reader));
}

function valuesIn(text: string, { path }: Place): Json | undefined {
  const read = readYamlFile(path, text).value.documents.find(({ value }) => value !== null);
  if (read === undefined) return text.trim() === "" ? {} : undefined;
  return isMapping(read.value) ? read.value : undefined;
}

function holds(object: ParsedObject["object"], keyPath: readonly string[]): boolean {
  return valueAt(toJson(object), keyPath) !== undefined;
}

function isSame(one: Place, other: Place): boolean {
  return one.line === other.line && one.column === other.column;
}

function toJson(object: ParsedObject["object"]): Json {
  return object as unknown as Json; // an object read from YAML is JSON data
}

/**
 * Values of the chart `ingress-nginx` as settings of its controller. What the chart makes of them: kubernetes/ingress-nginx,
 * charts/ingress-nginx/templates/{controller-configmap.yaml,_params.tpl} and values.yaml, chart 4.15.
 */
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import { isMapping } from "../objects/parse.ts";

/** One layer of values; a later one wins key by key, as Helm merges maps. */
export interface ValuesLayer {
  readonly value: Json;
  place(path: readonly (string | number)[]): Place;
}

export interface ControllerSettings {
  readonly className: string | undefined;
  readonly entries: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, string | boolean>>;
  readonly places: ReadonlyMap<string, Place>;
}

/** Where a setting is written: path in the values, and what it becomes. */
const switches: readonly {
  readonly path: readonly string[];
  readonly flag?: string;
  readonly entry?: string;
}[] = [
  { path: ["controller", "ingressClass"], flag: "ingress-class" },
  { path: ["controller", "ingressClassResource", "controllerValue"], flag: "controller-class" },
  { path: ["controller", "ingressClassByName"], flag: "ingress-class-by-name" },
  { path: ["controller", "watchIngressWithoutClass"], flag: "watch-ingress-without-class" },
  { path: ["controller", "enableAnnotationValidations"], flag: "enable-annotation-validation" },
  { path: ["controller", "allowSnippetAnnotations"], entry: "allow-snippet-annotations" },
];

/** Maps of the values that the chart turns into a ConfigMap the controller is pointed to. */
const headerMaps = [
  { path: ["controller", "addHeaders"], entry: "add-headers" },
  { path: ["controller", "proxySetHeaders"], entry: "proxy-set-headers" },
] as const;

/** undefined: no layer says anything about the controller. */
export function settingsOfValues(layers: readonly ValuesLayer[]): ControllerSettings {
  const entries = new Map<string, string>();
  const flags = new Map<string, string | boolean>();
  const places = new Map<string, Place>();
  let className: string | undefined;
  for (const { value, place } of layers) {
    for (const { path, flag, entry } of switches) {
      const found = valueAt(value, path);
      const text = textOf(found);
      if (text === undefined) continue;
      if (flag !== undefined) flags.set(flag, typeof found === "boolean" ? found : text);
      if (entry !== undefined) entries.set(entry, text);
      places.set(flag ?? entry ?? "", place(path));
    }
    for (const { path, entry } of headerMaps) {
      const found = valueAt(value, path);
      if (!isMapping(found) || Object.keys(found).length === 0) continue;
      entries.set(entry, Object.keys(found).join(", "));
      places.set(entry, place(path));
    }
    read(value, ["controller", "config"], place, (key, text) => entries.set(key, text), places, entries);
    read(value, ["controller", "extraArgs"], place, (key, text) => flags.set(key, text), places, flags);
    for (const [key, flag] of [
      ["tcp", "tcp-services-configmap"],
      ["udp", "udp-services-configmap"],
    ] as const) {
      const found = valueAt(value, [key]);
      if (!isMapping(found) || Object.keys(found).length === 0) continue;
      flags.set(flag, `${Object.keys(found).length} ports`);
      places.set(flag, place([key]));
    }
    if (valueAt(value, ["defaultBackend", "enabled"]) === true) {
      flags.set("default-backend-service", "the chart's default backend");
      places.set("default-backend-service", place(["defaultBackend"]));
    }
    className = textOf(valueAt(value, ["controller", "ingressClassResource", "name"])) ?? className;
  }
  return {
    // the chart's own default
    className: className ?? "nginx",
    entries: Object.fromEntries(entries),
    flags: Object.fromEntries(flags),
    places,
  };
}

/** A map of settings; null takes a key of an earlier layer away, as it does in Helm. */
function read(
  values: Json,
  path: readonly string[],
  place: ValuesLayer["place"],
  set: (key: string, text: string) => void,
  places: Map<string, Place>,
  known: Map<string, unknown>,
): void {
  const map = valueAt(values, path);
  if (!isMapping(map)) return;
  for (const [key, value] of Object.entries(map)) {
    const text = textOf(value);
    if (text === undefined) known.delete(key);
    else {
      set(key, text);
      places.set(key, place([...path, key]));
    }
  }
}

export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let current = value;
  for (const key of path) {
    if (!isMapping(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/** As `quote` prints it in a template; null and what is no scalar say nothing. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

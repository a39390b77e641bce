/**
 * The controller in plain manifests: its ConfigMap, and the arguments of the workload that runs it. The argument `--configmap` is the only
 * sure link; names and labels are those of the project's own manifests (kubernetes/ingress-nginx deploy/static/provider, v1.15).
 */
import { baseNameOf } from "../../model/brands.ts";
import type { FoundController } from "../../model/controller.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import { groupOf, isMapping, type ParsedObject } from "../objects/parse.ts";
import { textOf, valueAt } from "./helm-values.ts";

/** Bytes one of which stands in every manifest that can matter here. */
export const controllerWords: readonly string[] = [
  "ingress-nginx",
  "nginx-configuration",
  "nginx-ingress-controller",
];

const usualNames: ReadonlySet<string> = new Set([
  "ingress-nginx-controller",
  "nginx-configuration",
  "nginx-ingress-controller",
]);

/** ConfigMaps of the same label that hold something else: headers, and ports of plain TCP and UDP. */
const otherMaps = /(headers|tcp|udp|tcp-services|udp-services)$/;

const defaultController = "k8s.io/ingress-nginx";

/** What one group of files (a cluster) tells about controllers. */
export function controllersIn(objects: readonly ParsedObject[]): readonly FoundController[] {
  const workloads = objects.flatMap(workloadOf);
  const classes = objects.flatMap(({ object }) => ingressClassOf(object));
  const maps = objects.filter(({ object }) => object.kind === "ConfigMap" && groupOf(object) === "");
  const named = new Set(workloads.flatMap(({ map }) => map ?? []));
  const found = maps.flatMap((map): FoundController[] => {
    const { name = "", labels = {} } = map.object.metadata;
    const running = workloads.find((workload) => workload.map === name && isNear(workload, map));
    const isLabelled = labels["app.kubernetes.io/name"] === "ingress-nginx" && !otherMaps.test(name);
    const isOurs = running !== undefined || (named.size === 0 && (usualNames.has(name) || isLabelled));
    return isOurs ? [fromMap(map, running, classes)] : [];
  });
  const withoutMap = workloads.filter(
    (workload) => !maps.some((map) => map.object.metadata.name === workload.map && isNear(workload, map)),
  );
  return [...found, ...withoutMap.map((workload) => fromWorkload(workload, classes))];
}

interface Workload {
  readonly object: ParsedObject;
  readonly flags: Readonly<Record<string, string | boolean>>;
  readonly places: ReadonlyMap<string, Place>;
  /** Name of its ConfigMap, without namespace. */
  readonly map: string | undefined;
}

interface ServedClass {
  readonly name: string;
  readonly controller: string;
}

/** Kustomize may give both their namespace, so only two that are written can differ. */
function isNear({ object }: Workload, map: ParsedObject): boolean {
  const own = object.object.metadata.namespace;
  const other = map.object.metadata.namespace;
  return own === undefined || other === undefined || own === other;
}

function workloadOf(object: ParsedObject): readonly Workload[] {
  if (object.object.kind !== "Deployment" && object.object.kind !== "DaemonSet") return [];
  const path = ["spec", "template", "spec", "containers"];
  const spec = object.object.spec as Json | undefined; // what a manifest holds is JSON
  const containers = valueAt(spec, path.slice(1));
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container: Json, index): Workload[] => {
    const args = [valueAt(container, ["command"]), valueAt(container, ["args"])];
    const written = args.flatMap((list, which) =>
      Array.isArray(list)
        ? list.flatMap((item: Json, at) => {
            const text = textOf(item);
            const keyPath = [...path, index, which === 0 ? "command" : "args", at];
            return text === undefined ? [] : [{ text, place: object.placeOf(keyPath) }];
          })
        : [],
    );
    const isController =
      written.some(({ text }) => baseNameOf(text as Parameters<typeof baseNameOf>[0]) === program) || // its last segment
      /(^|\/)ingress-nginx\/controller(-chroot)?[:@]/.test(textOf(valueAt(container, ["image"])) ?? "");
    return isController ? [withFlags(object, written)] : [];
  });
}

const program = "nginx-ingress-controller";

function withFlags(object: ParsedObject, written: readonly { text: string; place: Place }[]): Workload {
  const flags = new Map<string, string | boolean>();
  const places = new Map<string, Place>();
  for (const { text, place } of written) {
    if (!text.startsWith("--")) continue;
    const equals = text.indexOf("=");
    const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
    flags.set(name, equals < 0 ? true : text.slice(equals + 1));
    places.set(name, place);
  }
  const map = flags.get("configmap");
  flags.delete("configmap");
  return {
    object,
    flags: Object.fromEntries(flags),
    places,
    map: typeof map === "string" ? map.slice(map.lastIndexOf("/") + 1) : undefined,
  };
}

function ingressClassOf(object: KubeObject): readonly ServedClass[] {
  if (object.kind !== "IngressClass" || object.metadata.name === undefined) return [];
  const controller = textOf(valueAt(object.spec as Json | undefined, ["controller"])); // manifests are JSON
  return controller === undefined ? [] : [{ name: object.metadata.name, controller }];
}

function fromMap(
  map: ParsedObject,
  running: Workload | undefined,
  classes: readonly ServedClass[],
): FoundController {
  const data = isMapping(map.object.data) ? map.object.data : {};
  const entries = Object.entries(data).flatMap(([key, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[key, text] as const];
  });
  return {
    title: titleOf(map),
    at: map.place,
    className: classNameOf(running, classes),
    entries: Object.fromEntries(entries),
    flags: running?.flags ?? {},
    places: new Map([
      ...(running?.places ?? []),
      ...entries.map(([key]) => [key, map.placeOf(["data", key])] as const),
    ]),
    gaps: [],
  };
}

function fromWorkload(workload: Workload, classes: readonly ServedClass[]): FoundController {
  const { object, flags, places, map } = workload;
  const why = `its ConfigMap \`${map}\` is not in the repository`;
  return {
    title: titleOf(object),
    at: object.place,
    className: classNameOf(workload, classes),
    entries: {},
    flags,
    places,
    gaps: map === undefined ? [] : [{ why, at: object.place }],
  };
}

/** The IngressClass that names the controller's own value; `--ingress-class` is the old annotation's value. */
function classNameOf(running: Workload | undefined, classes: readonly ServedClass[]): string | undefined {
  const own = running?.flags["controller-class"] ?? defaultController;
  const [only, ...others] = [
    ...new Set(classes.filter(({ controller }) => controller === own).map(({ name }) => name)),
  ];
  if (only !== undefined) return others.length === 0 ? only : undefined;
  const stated = running?.flags["ingress-class"];
  return typeof stated === "string" ? stated : undefined;
}

function titleOf({ object }: ParsedObject): string {
  const { namespace, name = "" } = object.metadata;
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

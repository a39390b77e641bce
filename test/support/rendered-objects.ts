/** What each cluster gets of routing, as YAML: before a wave, and what every wave makes of it. */
import type { InventoryIngress } from "../../src/model/ingress.ts";
import type { KubeObject } from "../../src/model/kube.ts";
import type { Survey } from "../../src/model/survey.ts";
import { printObjects } from "../../src/report/objects.ts";

const none: ReadonlySet<string> = new Set();

/** Objects by cluster; a text that is equal is an object that is. */
export type RoutingTexts = ReadonlyMap<string, ReadonlySet<string>>;

export function routingTexts({ inventory }: Survey): RoutingTexts {
  return new Map(
    inventory.clusters.map(({ name, ingresses, gatewayObjects }) => [
      name,
      new Set([
        ...ingresses.map((ingress) => printObjects([asObject(ingress)])),
        ...gatewayObjects.map(({ object }) => printObjects([object])),
      ]),
    ]),
  );
}

export function ingressTexts({ inventory }: Survey): readonly string[] {
  return inventory.clusters.flatMap(({ name, ingresses }) =>
    ingresses.map((ingress) => `# ${name}\n${printObjects([asObject(ingress)])}`),
  );
}

/** Every object of every cluster. */
export function printRouting(texts: RoutingTexts): string {
  return [...texts].map(([cluster, objects]) => section(`cluster ${cluster}`, [...objects])).join("");
}

/** What came and what went between two states; nothing where they are equal. */
export function printChanges(title: string, before: RoutingTexts, after: RoutingTexts): string {
  const clusters = [...new Set([...before.keys(), ...after.keys()])].sort();
  return clusters
    .map((cluster) => {
      const [then, now] = [before.get(cluster) ?? none, after.get(cluster) ?? none];
      const gone = [...then].filter((text) => !now.has(text)).map((text) => `# gone: ${labelOf(text)}\n`);
      const come = [...now].filter((text) => !then.has(text));
      if (gone.length + come.length === 0) return "";
      return section(`${title}, cluster ${cluster}`, come, gone);
    })
    .join("");
}

function section(title: string, objects: readonly string[], gone: readonly string[] = []): string {
  return [`---\n# ${title}\n`, ...gone, objects.join("---\n")].join("");
}

function labelOf(text: string): string {
  const field = (name: string) => new RegExp(`^ *${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
  return `${field("kind")} ${field("namespace")}/${field("name")}`;
}

/** The Ingress as the inventory knows it: defaults written out. */
function asObject(ingress: InventoryIngress): KubeObject {
  const { name, namespace, labels, annotations, spec } = ingress;
  const data: unknown = JSON.parse(JSON.stringify(spec)); // without fields that are undefined
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace, labels, annotations },
    spec: data,
  };
}

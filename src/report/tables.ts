/**
 * Tables for people on a terminal: inventory, waves, verdicts. Plain text without colour, so that pipes and logs read the same.
 */
import Table from "cli-table3";
import type { PlannedService } from "../model/plan.ts";
import type { Survey } from "../model/survey.ts";
import type { AnnotationVerdict } from "../model/translation.ts";
import { hostsOf } from "./json.ts";
import { renderMark, unrenderedOf } from "./rendered-words.ts";

const noLines = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ",
};

function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: head.map((title) => title.toUpperCase()),
    chars: noLines,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

export function inventoryTable(survey: Survey): string {
  const parts: string[] = [];
  for (const cluster of survey.clusters) {
    const rows = cluster.inventory.ingresses.map((ingress) => [
      ingress.key,
      hostsOf(ingress).join(", "),
      ingress.spec.tls.length > 0 ? "yes" : "no",
      ingress.class.ours
        ? (cluster.complexity.get(ingress.key) ?? "low")
        : `not ours (${ingress.class.name ?? "no class"})`,
      renderMark(ingress).rendered ? ingress.sourceKind : `${ingress.sourceKind}, unrendered`,
      `${ingress.site.path}:${ingress.site.place.line}`,
    ]);
    parts.push(`Cluster ${cluster.inventory.name}: ${count(rows.length, "Ingress", "Ingresses")}`);
    if (rows.length > 0)
      parts.push(columns(["Ingress", "Hosts", "TLS", "Complexity", "Kind", "Source"], rows));
  }
  const { unsupported } = survey.inventory;
  if (unsupported.length > 0) {
    parts.push(
      `Not read or not touched: ${count(unsupported.length, "file", "files")}`,
      columns(
        ["File", "Why"],
        unsupported.map(({ path, line, reason }) => [`${path}:${line}`, reason]),
      ),
    );
  }
  return parts.join("\n\n");
}

export function wavesTable(survey: Pick<Survey, "waves" | "clusters">): string {
  const { waves } = survey;
  const unrendered = unrenderedServices(survey);
  if (waves.length === 0) return "Nothing to move: no Ingress of the configured classes was found.";
  return waves
    .map((wave) => {
      const rows = wave.services.map((service) => [
        service.name,
        service.cluster,
        service.complexity,
        service.exposure,
        `${service.holdReason === undefined ? service.status : `${service.status}: ${service.holdReason}`}${unrendered.has(service) ? ", unrendered" : ""}`,
        service.hosts.map((host) => (host === "" ? "*" : host)).join(", "),
      ]);
      const title = `Wave ${wave.number}: ${wave.name}`;
      if (rows.length === 0) return title;
      return `${title}\n\n${columns(["Service", "Cluster", "Complexity", "Exposure", "Status", "Hosts"], rows)}`;
    })
    .join("\n\n");
}

/** Services with an Ingress that was read from values alone. */
function unrenderedServices({
  waves,
  clusters,
}: Pick<Survey, "waves" | "clusters">): ReadonlySet<PlannedService> {
  const keys = new Set(
    clusters.flatMap(({ inventory }) =>
      unrenderedOf(inventory.ingresses).map(({ key }) => `${inventory.name}\u0000${key}`),
    ),
  );
  const services = waves.flatMap((wave) => wave.services);
  return new Set(
    services.filter(({ cluster, ingresses }) => ingresses.some((key) => keys.has(`${cluster}\u0000${key}`))),
  );
}

export function verdictsTable(verdicts: readonly AnnotationVerdict[]): string {
  return columns(
    ["Ingress", "Setting", "Value", "Verdict", "Note"],
    verdicts.map(({ ingress, key, value, verdict, note }) => [
      ingress,
      shortKey(key),
      oneLine(value),
      verdict,
      note,
    ]),
  );
}

function shortKey(key: string): string {
  return key.replace("nginx.ingress.kubernetes.io/", "");
}

function oneLine(value: string): string {
  const [first = "", ...rest] = value.split("\n");
  return rest.some((line) => line.trim() !== "") ? `${first} …` : first;
}

export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

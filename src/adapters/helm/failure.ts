/**
 * What helm complains about, by cause. The words are those of helm 4.1 (and of 3.x where they differ); what matches none of them
 * is a template error, because that is what charts fail with.
 */
import type { RenderFailure, TemplatePlace } from "../../model/render.ts";
import type { ProcessEnd } from "./process.ts";

const mostMessage = 2_000;

export function failureOf(end: ProcessEnd): RenderFailure {
  if (end.end === "timeout") return { code: "timeout", message: "helm took too long and was stopped" };
  if (end.end === "too-large") return { code: "too-large", message: "helm printed too much and was stopped" };
  if (end.end === "not-started") return { code: "helm-missing", message: "helm could not be started" };
  const message = messageIn(end.stderr);
  if (/^(?:fatal error|runtime: ).{0,80}(?:out of memory|memory|reserve)/m.test(end.stderr)) {
    return { code: "memory", message: "helm needed more memory than it may have" };
  }
  const code = codes.find(({ words }) => words.test(message))?.code ?? "template";
  if (code === "template") return { code, message, at: placeIn(message) };
  return { code, message };
}

/** True when a values schema refers to something that is not in the chart. */
export function isRemoteSchema(end: ProcessEnd): boolean {
  return /failing loading|failed to load|unsupported scheme/.test(end.stderr) && /schema/i.test(end.stderr);
}

type PlainCode = Exclude<RenderFailure["code"], "template" | "timeout" | "too-large" | "memory" | "refused">;

const codes: readonly { readonly words: RegExp; readonly code: PlainCode }[] = [
  { words: /values don't meet the specifications of the schema/, code: "values-schema" },
  { words: /^failed to parse .{0,200}values/, code: "values-unreadable" },
  { words: /missing in charts\/ directory/, code: "dependency-missing" },
  { words: /requires kubeVersion/, code: "kube-version" },
  {
    words:
      /library charts are not installable|unsupported chart version|unable to detect chart|Chart\.yaml|chart metadata|validation: chart/,
    code: "chart-invalid",
  },
];

function messageIn(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => !/^level=|^Use --debug flag/.test(line) && line.trim() !== "")
    .join("\n");
  const start = lines.indexOf("Error: ");
  const text = (start < 0 ? lines : lines.slice(start + "Error: ".length)).trim();
  return text.length > mostMessage ? `${text.slice(0, mostMessage)}…` : text;
}

/** `(chart/templates/x.yaml:3:5)`, or a line that begins with the place. */
function placeIn(message: string): TemplatePlace | undefined {
  const found =
    /(?:^|[\s("])([\w.-]{1,100}\/[\w./ -]{1,300}?\.(?:yaml|yml|tpl|txt|json))(?::(\d{1,7}))?/.exec(message);
  if (found === null) return undefined;
  const [, path = "", line] = found;
  return { template: path.slice(path.indexOf("/") + 1), line: line === undefined ? undefined : Number(line) };
}

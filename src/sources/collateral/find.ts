/**
 * Finds what a migration leaves behind: alert rules, dashboards, scalers, network policies, ACME solvers, admission policies and
 * external-dns. Bytes decide which files are read at all; one entry per document says what it is.
 */
import { compileGlobs } from "../../config/glob.ts";
import { compareText } from "../../model/brands.ts";
import type { Collateral, CollateralKind } from "../../model/collateral.ts";
import type { RepoSnapshot } from "../../model/snapshot.ts";
import { containsAscii } from "../prefilter.ts";
import { decodeText } from "../text.ts";
import { lineWith, type TextDocument, textDocuments } from "./documents.ts";

/** Sorted by path and line. */
export function findCollateral(snapshot: RepoSnapshot, ignore: readonly string[]): readonly Collateral[] {
  const isIgnored = compileGlobs(ignore);
  const found: Collateral[] = [];
  for (const { path, kind, size } of snapshot.files) {
    if (kind !== "file" || size > largest || !/\.(ya?ml|json)$/i.test(path) || isIgnored(path)) continue;
    const bytes = snapshot.bytes(path);
    if (bytes === undefined || !mayMatter(bytes)) continue;
    const text = decodeText(bytes);
    if (text === undefined) continue;
    const documents = path.toLowerCase().endsWith(".json") ? [wholeJson(text)] : textDocuments(text);
    for (const document of documents) {
      for (const one of readDocument(document)) found.push({ ...one, path });
    }
  }
  return found.sort((a, b) => compareText(a.path, b.path) || a.line - b.line || compareText(a.kind, b.kind));
}

const largest = 5_000_000;
const metric = "nginx_ingress_controller_";
const policyWords = ["kyverno.io/", "gatekeeper.sh/", "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"];

function mayMatter(bytes: Uint8Array): boolean {
  return (
    saysNginxOrDns(bytes) ||
    (containsAscii(bytes, "ngress") && policyWords.some((word) => containsAscii(bytes, word)))
  );
}

/** "nginx" and "external-dns" share a rare letter. */
function saysNginxOrDns(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    if (bytes[at - 1] === 0x6e && bytes[at - 2] === 0x69 && bytes[at - 3] === 0x67) return true;
    if (bytes[at - 1] === 0x65 && containsAscii(bytes.subarray(at, at + 11), "xternal-dns")) return true;
  }
  return false;
}

function wholeJson(text: string): TextDocument {
  const lines = text.split("\n");
  const kind = /"kind"\s*:\s*"([A-Za-z]{1,60})"/.exec(text.slice(0, 4000))?.[1];
  const apiVersion = /"apiVersion"\s*:\s*"([^"]{1,100})"/.exec(text.slice(0, 4000))?.[1];
  return { line: 1, lines, kind, apiVersion };
}

type Found = Omit<Collateral, "path">;
type Rule = (document: TextDocument) => Found | undefined;

/** At most one per kind. */
function readDocument(document: TextDocument): readonly Found[] {
  return rules.flatMap((rule) => rule(document) ?? []);
}

const rules: readonly Rule[] = [
  (document) => {
    const at = lineWith(document, (line) => line.includes(metric));
    if (at === undefined) return undefined;
    const name = /nginx_ingress_controller_[a-z_]{1,80}/.exec(at.text)?.[0] ?? metric;
    const kind = metricsKind(document);
    return { kind, line: at.line, sentence: metricsWords[kind](name) };
  },
  (document) => {
    if (document.kind?.endsWith("NetworkPolicy") !== true) return undefined;
    const at = lineWith(document, (line) => line.includes("ingress-nginx") || line.includes("nginx-ingress"));
    if (at === undefined) return undefined;
    const sentence =
      "A network policy lets ingress-nginx in by name: let the pods of the new gateway in as well, before traffic moves.";
    return { kind: "network-policy", line: at.line, sentence };
  },
  (document) => {
    if (document.kind !== "Issuer" && document.kind !== "ClusterIssuer") return undefined;
    if (lineWith(document, (line) => line.includes("http01")) === undefined) return undefined;
    const at = lineWith(
      document,
      (line) =>
        /^\s*(class|ingressClassName)\s*:/.test(line) ||
        /^\s*(- )?ingress\s*:/.test(line) ||
        line.includes("http01: {ingress"),
    );
    if (at === undefined) return undefined;
    const sentence =
      "HTTP-01 challenges are solved through an Ingress: add a solver with `http01.gatewayHTTPRoute` and the Gateway's parentRefs, or use DNS-01, before the controller goes.";
    return { kind: "acme-solver", line: at.line, sentence };
  },
  (document) => {
    const isPolicy = policyWords.some(
      (word) => document.apiVersion?.includes(word) === true || document.kind === word,
    );
    if (!isPolicy) return undefined;
    const at = lineWith(document, (line) => /\bIngress\b|\bingresses\b/.test(line));
    if (at === undefined) return undefined;
    const sentence =
      "An admission policy speaks of Ingresses and does not see HTTPRoutes: write its counterpart for `httproutes` of gateway.networking.k8s.io.";
    return { kind: "admission-policy", line: at.line, sentence };
  },
  (document) => {
    const isDns = document.lines.some((line) => line.includes("external-dns"));
    const at = isDns ? lineWith(document, (line) => isIngressSource(line, document)) : undefined;
    if (at === undefined) return undefined;
    const hasRoutes = document.lines.some((line) => line.includes("gateway-httproute"));
    const sentence = hasRoutes
      ? "external-dns publishes names of Ingresses and of HTTPRoutes: each name has one owner, see how DNS is handed over below."
      : "external-dns publishes names of Ingresses only: add `--source=gateway-httproute` (and its RBAC) before names can be handed over to the routes.";
    return { kind: "external-dns", line: at.line, sentence };
  },
];

function isIngressSource(line: string, document: TextDocument): boolean {
  if (/--source=ingress(["',\s\]]|$)/.test(line)) return true;
  const inFlow = /^\s*sources\s*:\s*\[([^\]]{0,400})\]/.exec(line)?.[1];
  if (inFlow !== undefined) return inFlow.split(",").some((item) => plain(item) === "ingress");
  const begins = document.lines.findIndex((one) => /^\s*sources\s*:\s*(#.*)?$/.test(one));
  const own = document.lines.indexOf(line);
  if (begins < 0 || own <= begins || plain(line.replace(/^\s*-/, "")) !== "ingress") return false;
  return document.lines.slice(begins + 1, own + 1).every((one) => /^\s*(-|#|$)/.test(one));
}

function plain(item: string): string {
  return item
    .replace(/\s#.*$/, "")
    .trim()
    .replace(/^["']|["']$/g, "");
}

type MetricsKind = Extract<CollateralKind, "alert" | "dashboard" | "scaler" | "metrics">;

function metricsKind(document: TextDocument): MetricsKind {
  const { kind, lines } = document;
  if (kind === "ScaledObject" || kind === "ScaledJob" || kind === "HorizontalPodAutoscaler") return "scaler";
  if (lines.some((line) => /"panels"\s*:|"targets"\s*:/.test(line))) return "dashboard";
  if (kind === "PrometheusRule" || lines.some((line) => /^\s*(- )?(alert|record)\s*:/.test(line)))
    return "alert";
  return "metrics";
}

const metricsWords: { readonly [Kind in MetricsKind]: (name: string) => string } = {
  alert: (name) =>
    `An alert or recording rule reads \`${name}\`: it goes silent with the controller, so write it anew with the metrics of the new gateway.`,
  dashboard: (name) =>
    `A dashboard shows \`${name}\`: its panels stay empty for what has moved, so point them at the metrics of the new gateway.`,
  scaler: (name) =>
    `A scaler follows \`${name}\`: it would scale down what has moved, so change its query before traffic moves.`,
  metrics: (name) =>
    `\`${name}\` is a metric of ingress-nginx: whatever reads it needs one of the new gateway.`,
};

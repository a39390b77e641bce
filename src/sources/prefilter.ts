/**
 * Decides from names and bytes alone which files can matter, so that most of a repository is never parsed. A filter here may let too
 * much through; it must never hold back a file that defines an Ingress.
 */
import { baseNameOf, type RepoPath } from "../model/brands.ts";
import { policyKinds } from "../model/policy-kinds.ts";

/**
 * manifest: YAML or JSON. kustomization: a kustomize build file. template: text that some tool turns into YAML. code: a language that
 * can define Kubernetes objects. other: cannot matter.
 */
export type FileRole = "manifest" | "kustomization" | "template" | "code" | "other";

/** The names kustomize looks for, in its order (kustomize api/konfig/general.go, RecognizedKustomizationFileNames). */
export const kustomizationNames: readonly string[] = [
  "kustomization.yaml",
  "kustomization.yml",
  "Kustomization",
];

const templateEndings = [".gotmpl", ".tpl", ".tmpl", ".j2", ".jinja", ".jinja2", ".erb", ".ytt", ".mustache"];
const codeEndings = [".tf", ".hcl", ".jsonnet", ".libsonnet", ".cue", ".dhall", ".pkl", ".nix"];

export function fileRole(path: RepoPath): FileRole {
  const name = baseNameOf(path);
  if (kustomizationNames.includes(name)) return "kustomization";
  const lower = name.toLowerCase();
  if (lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json")) return "manifest";
  if (templateEndings.some((ending) => lower.endsWith(ending))) return "template";
  if (codeEndings.some((ending) => lower.endsWith(ending))) return "code";
  return "other";
}

/** Whether the bytes hold the ASCII text; the engine's own byte search finds the candidates. */
export function containsAscii(bytes: Uint8Array, text: string): boolean {
  return indexOfAscii(bytes, text, 0) >= 0;
}

export function indexOfAscii(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  let at = bytes.indexOf(first, from);
  while (at >= 0) {
    let length = 1;
    while (length < text.length && bytes[at + length] === text.charCodeAt(length)) length++;
    if (length === text.length) return at;
    at = bytes.indexOf(first, at + 1);
  }
  return -1;
}

/** How far back the beginning of a line is looked for; beyond it the answer is "may matter". */
const lookBack = 400;

/**
 * Offset of the first place where `Ingress` or `IngressList` can be the value of a key, or -1. List items (`policyTypes: [Ingress]`),
 * longer words (`IngressRoute`) and whole-line comments cannot.
 */
export function ingressKindAt(bytes: Uint8Array): number {
  return kindAt(bytes, "Ingress");
}

function kindAt(bytes: Uint8Array, kind: string): number {
  for (let at = indexOfAscii(bytes, kind, 0); at >= 0; at = indexOfAscii(bytes, kind, at + kind.length)) {
    if (isWholeKind(bytes, at, at + kind.length) && canBeValue(bytes, at)) return at;
  }
  return -1;
}

/** The word is the whole value: no longer word, and no further words behind it. */
function isWholeKind(bytes: Uint8Array, at: number, end: number): boolean {
  if (isWordByte(bytes[at - 1])) return false;
  let after = indexOfAscii(bytes.subarray(end, end + 4), "List", 0) === 0 ? end + 4 : end;
  if (isWordByte(bytes[after])) return false;
  while (isQuoteOrBlank(bytes[after])) after++;
  return !isWordByte(bytes[after]);
}

function canBeValue(bytes: Uint8Array, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isQuoteOrBlank(bytes[before])) before--;
  const previous = before < 0 ? "\n" : String.fromCharCode(bytes[before] ?? 10);
  if (previous === "[" || previous === "," || previous === "#") return false;
  if (previous === "\n" && isProseLine(bytes, before - 1)) return false;
  if (previous === "-" && isLineIndent(bytes, before - 1)) return false;
  if (previous === ":" && isOtherKey(bytes, before - 1)) return false;
  return !isCommentLine(bytes, at);
}

/**
 * True when the line that ends here cannot be one whose value stands on the next line: it has no colon, no sign of a tag, anchor,
 * comment or block scalar, and is not empty. Descriptions in schemas are full of such lines.
 */
function isProseLine(bytes: Uint8Array, end: number): boolean {
  const limit = Math.max(0, end - lookBack);
  let hasText = false;
  let at = end;
  for (; at >= limit && bytes[at] !== 0x0a; at--) {
    const byte = bytes[at] ?? 0;
    if (":#&!?|>".includes(String.fromCharCode(byte))) return false;
    hasText ||= isWordByte(byte);
  }
  return hasText && (at < 0 || bytes[at] === 0x0a);
}

/** True when the word before the colon is a key other than `kind` (`title: Ingress`); an alias may stand for any key. */
function isOtherKey(bytes: Uint8Array, from: number): boolean {
  let end = from;
  while (end >= 0 && isQuoteOrBlank(bytes[end])) end--;
  let start = end;
  while (start >= 0 && isWordByte(bytes[start])) start--;
  if (start === end || bytes[start] === 0x2a) return false;
  return end - start < 4 || indexOfAscii(bytes.subarray(end - 3, end + 1), "kind", 0) !== 0;
}

/** True when only blanks and dashes stand between the line's beginning and here. */
function isLineIndent(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at >= 0 && (bytes[at] === 0x20 || bytes[at] === 0x2d)) at--;
  return at < 0 || bytes[at] === 0x0a;
}

function isCommentLine(bytes: Uint8Array, at: number): boolean {
  const limit = Math.max(0, at - lookBack);
  let start = at;
  while (start > limit && bytes[start - 1] !== 0x0a) start--;
  if (start === limit && limit > 0) return false;
  while (bytes[start] === 0x20 || bytes[start] === 0x09) start++;
  return bytes[start] === 0x23;
}

function isQuoteOrBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x22 || byte === 0x27;
}

function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x5f ||
    byte >= 0x80
  );
}

const gatewayGroups = [
  "gateway.networking.k8s.io",
  "gateway.networking.x-k8s.io",
  ...Object.keys(policyKinds),
];

/** Whether routing objects of Gateway API or of a target's own kinds may be in the file. */
export function mayHoldGatewayObjects(bytes: Uint8Array): boolean {
  return (
    gatewayGroups.some((group) => containsAscii(bytes, group)) ||
    (containsAscii(bytes, "cilium.io/") && containsAscii(bytes, "EnvoyConfig"))
  );
}

/** Whether the file may define a Service of one of the names. */
export function mayHoldService(bytes: Uint8Array, names: ReadonlySet<string>): boolean {
  if (kindAt(bytes, "Service") < 0) return false;
  for (const name of names) if (containsAscii(bytes, name)) return true;
  return false;
}

/** Whether the file may define a ConfigMap or Secret of one of the names. */
export function mayHoldConfig(bytes: Uint8Array, names: ReadonlySet<string>): boolean {
  for (const name of names) {
    if (!containsAscii(bytes, name)) continue;
    return kindAt(bytes, "ConfigMap") >= 0 || kindAt(bytes, "Secret") >= 0;
  }
  return false;
}

/** Whether the file may hold an enabled `ingress:` block of Helm values or of an operator's resource. */
export function mayHoldIngressValues(bytes: Uint8Array): boolean {
  if (!containsAscii(bytes, "ost") && !containsAscii(bytes, "nabled") && !containsAscii(bytes, "rules"))
    return false;
  for (let at = indexOfAscii(bytes, "ngress", 0); at >= 0; at = indexOfAscii(bytes, "ngress", at + 6)) {
    let after = at + 6;
    while (isWordByte(bytes[after]) || bytes[after] === 0x22 || bytes[after] === 0x27) after++;
    if (bytes[after] === 0x3a && (bytes[at - 1] === 0x69 || bytes[at - 1] === 0x49)) return true;
  }
  return false;
}

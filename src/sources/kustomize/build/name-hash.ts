/**
 * The suffix of generated names: ten characters of a SHA-256 over the content as Go prints it as JSON, with letters that look like digits
 * swapped (api/hasher/hasher.go 5.7.1). The name itself is left out, because kustomize looks it up under a key that does not exist.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { compareText } from "../../../model/brands.ts";
import { type Branch, isBranch, isList, isNull, type Tree, textOf } from "./tree.ts";

/** undefined for objects that kustomize hashes by their YAML nodes; no generator makes those. */
export function nameHash(root: Branch): string | undefined {
  const kind = textOf(root.get("kind"));
  if (kind !== "ConfigMap" && kind !== "Secret") return undefined;
  const content: Branch = new Map<string, Tree>([
    ["kind", kind],
    ["name", ""],
    ["data", root.get("data") ?? ""],
  ]);
  const further = kind === "ConfigMap" ? "binaryData" : "stringData";
  const more = root.get(further);
  if (isBranch(more)) content.set(further, more);
  if (kind === "Secret") content.set("type", root.get("type") ?? "");
  return swapped(bytesToHex(sha256(utf8ToBytes(goJson(content)))).slice(0, 10));
}

const swaps: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

function swapped(hex: string): string {
  return hex.replace(/[013ae]/g, (digit) => swaps[digit] ?? digit);
}

/** As Go's encoding/json: keys sorted, and <, >, & and two line separators escaped. */
function goJson(tree: Tree): string {
  if (isNull(tree)) return "null";
  if (isList(tree)) return `[${tree.map(goJson).join(",")}]`;
  if (isBranch(tree)) {
    const entries = [...tree].sort(([a], [b]) => compareText(a, b));
    return `{${entries.map(([key, value]) => `${goText(key)}:${goJson(value)}`).join(",")}}`;
  }
  return typeof tree === "string" ? goText(tree) : JSON.stringify(tree);
}

function goText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

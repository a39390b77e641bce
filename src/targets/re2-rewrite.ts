/** A rewrite in the words of RE2, as Envoy's regex_rewrite takes it: groups are written \1. */
import type { PathCapture } from "./target.ts";

export function re2Rewrite({ pattern, target }: PathCapture): {
  readonly pattern: string;
  readonly substitution: string;
} {
  const substitution = target.map((part) => (typeof part === "number" ? `\\${part}` : part)).join("");
  return { pattern, substitution };
}

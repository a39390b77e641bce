/**
 * Three kinds of globs meet in Argo CD: Go's path.Match (`*` stops at "/"; git directories), git's pathspec (`*` crosses "/"; git files)
 * and gobwas/glob without separators (`*` crosses, `{a,b}` are alternatives; include and exclude of a directory).
 * All become patterns of the bounded matcher, so that no glob can hang.
 */
import { compilePattern } from "../../pattern/compile.ts";
import { matchesWhole } from "../../pattern/match.ts";

export type GlobKind = "path" | "pathspec" | "directory" | "doublestar";

/** undefined: the glob cannot be read; then it matches nothing, as upstream. */
export function globMatcher(glob: string, kind: GlobKind): ((path: string) => boolean) | undefined {
  const source = sourceOf(glob, kind);
  const compiled =
    source === undefined ? undefined : compilePattern(source, { ignoreCase: false, dialect: "re2" });
  if (compiled?.ok !== true) return undefined;
  const { pattern } = compiled;
  return (path) => matchesWhole(pattern, path);
}

export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

function sourceOf(glob: string, kind: GlobKind): string | undefined {
  const crosses = kind === "pathspec" || kind === "directory";
  const any = crosses ? "[^\\n]" : "[^/\\n]";
  let source = "";
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const sign = glob[at] ?? "";
    if (sign === "*") {
      const isDouble = glob[at + 1] === "*";
      if (isDouble) at += 1;
      if (isDouble && kind === "doublestar" && glob[at + 1] === "/") {
        source += "(?:[^\\n]*/)?";
        at += 1;
      } else {
        source += isDouble && kind !== "path" ? "[^\\n]*" : `${any}*`;
      }
    } else if (sign === "?") {
      source += any;
    } else if (sign === "[") {
      const end = glob.indexOf("]", at + 2);
      if (end < 0) return undefined;
      const inside = glob.slice(at + 1, end);
      const isNegated = /^[!^]/.test(inside);
      source += `[${isNegated ? "^" : ""}${inside.slice(isNegated ? 1 : 0).replace(/[\\[\]^]/g, "\\$&")}]`;
      at = end;
    } else if (sign === "{" && (kind === "directory" || kind === "doublestar")) {
      depth += 1;
      source += "(?:";
    } else if (sign === "}" && depth > 0) {
      depth -= 1;
      source += ")";
    } else if (sign === "," && depth > 0) {
      source += "|";
    } else if (sign === "\\") {
      at += 1;
      if (glob[at] === undefined) return undefined;
      source += literal(glob[at] ?? "");
    } else {
      source += literal(sign);
    }
  }
  return depth === 0 ? source : undefined;
}

function literal(sign: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(sign) ? `\\${sign}` : sign;
}

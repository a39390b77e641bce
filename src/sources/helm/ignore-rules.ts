/**
 * `.helmignore`: shell patterns per line, "!" negates, a trailing "/" means directories, a "/" anywhere else ties the pattern to the
 * chart's top. `**` is not supported by Helm either (helm/helm pkg/ignore/rules.go, 4.1).
 */

export type IgnoreRules = (path: string) => boolean;

/** What Helm leaves out by itself: files in templates/ whose name begins with a dot. */
const builtIn = "templates/.?*";
const mostRules = 1000;

export function readIgnoreRules(text: string | undefined): IgnoreRules {
  const lines = (text ?? "").replace(/^\uFEFF/, "").split("\n", mostRules);
  const rules = [...lines, builtIn].flatMap((line) => toRule(line.trim()) ?? []);
  return (path) => {
    const segments = path.split("/");
    // A directory that is left out takes everything below with it.
    return segments.some((_, index) => {
      const part = segments.slice(0, index + 1).join("/");
      return isIgnored(rules, part, index < segments.length - 1);
    });
  };
}

interface Rule {
  readonly pattern: string;
  readonly negated: boolean;
  readonly onlyDirectories: boolean;
  readonly fromTop: boolean;
}

function toRule(line: string): Rule | undefined {
  if (line === "" || line.startsWith("#") || line.includes("**") || line.length > 500) return undefined;
  const negated = line.startsWith("!");
  const rest = negated ? line.slice(1) : line;
  const onlyDirectories = rest.endsWith("/");
  const bare = onlyDirectories ? rest.slice(0, -1) : rest;
  const fromTop = bare.includes("/");
  return { pattern: bare.replace(/^\//, ""), negated, onlyDirectories, fromTop };
}

/** The first rule that decides wins; a negated rule leaves out everything it does not match. */
function isIgnored(rules: readonly Rule[], path: string, isDirectory: boolean): boolean {
  for (const rule of rules) {
    const name = rule.fromTop ? path : path.slice(path.lastIndexOf("/") + 1);
    const matches = matchShell(rule.pattern, name);
    if (rule.negated) {
      if (rule.onlyDirectories && !isDirectory) return true;
      if (!matches) return true;
      continue;
    }
    if (rule.onlyDirectories && !isDirectory) continue;
    if (matches) return true;
  }
  return false;
}

/** Go's filepath.Match for `*`, `?`, `[...]` and `\`: no character crosses "/". Linear in pattern times name. */
function matchShell(pattern: string, name: string): boolean {
  let states = new Set([0]);
  const closed = (from: ReadonlySet<number>): Set<number> => {
    const all = new Set(from);
    for (const at of all) if (pattern[at] === "*") all.add(at + 1);
    return all;
  };
  states = closed(states);
  for (const character of name) {
    const next = new Set<number>();
    for (const at of states) {
      const sign = pattern[at];
      if (sign === undefined) continue;
      if (sign === "*") {
        if (character !== "/") next.add(at);
      } else if (sign === "?") {
        if (character !== "/") next.add(at + 1);
      } else if (sign === "[") {
        const end = pattern.indexOf("]", at + 2);
        if (end > 0 && character !== "/" && inClass(pattern.slice(at + 1, end), character)) next.add(end + 1);
      } else {
        const literal = sign === "\\" ? at + 1 : at;
        if (pattern[literal] === character) next.add(literal + 1);
      }
    }
    states = closed(next);
    if (states.size === 0) return false;
  }
  return states.has(pattern.length);
}

function inClass(text: string, character: string): boolean {
  const negated = text.startsWith("^");
  const body = negated ? text.slice(1) : text;
  let found = false;
  for (let at = 0; at < body.length; at += 1) {
    const [low, dash, high] = [body[at] ?? "", body[at + 1], body[at + 2]];
    if (dash === "-" && high !== undefined) {
      found ||= low <= character && character <= high;
      at += 2;
    } else found ||= low === character;
  }
  return found !== negated;
}

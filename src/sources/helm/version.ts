/**
 * Versions and constraints as Helm reads them (Masterminds/semver 3.4): "1.2" is 1.2.0, "~1.2" and "1.x" are ranges, a comma or a
 * space means "and", "||" means "or". A pre-release only satisfies a constraint that names one.
 */

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Dot-separated identifiers; empty for a release. */
  readonly prerelease: readonly string[];
  /** As written, without a leading "v". */
  readonly text: string;
}

export type Constraint = (version: Version) => boolean;

const longest = 256;
const shape = /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** undefined when the text is no version. */
export function parseVersion(text: string): Version | undefined {
  const found = text.length > longest ? null : shape.exec(text.trim());
  if (found === null) return undefined;
  const [, major = "0", minor = "0", patch = "0", prerelease] = found;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    prerelease: prerelease === undefined ? [] : prerelease.split("."),
    text: text.trim().replace(/^v/, ""),
  };
}

export function compareVersions(a: Version, b: Version): number {
  const release = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (release !== 0) return Math.sign(release);
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    // A release comes after its pre-releases.
    return Math.sign(b.prerelease.length - a.prerelease.length);
  }
  for (const [index, left] of a.prerelease.entries()) {
    const right = b.prerelease[index];
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return a.prerelease.length === b.prerelease.length ? 0 : -1;
}

function compareIdentifiers(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA && isNumberB) return Math.sign(Number(a) - Number(b));
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** undefined when the text is no constraint. "" and "*" take every release. */
export function parseConstraint(text: string): Constraint | undefined {
  if (text.length > longest) return undefined;
  const alternatives = text.split("||").map(parseConjunction);
  if (alternatives.some((found) => found === undefined)) return undefined;
  return (version) => alternatives.some((matches) => matches?.(version) === true);
}

/** True when the text names one version rather than a range. */
export function isPinned(text: string): boolean {
  return /^[=v ]*\d+\.\d+\.\d+/.test(text) && parseVersion(text.replace(/^=\s*/, "")) !== undefined;
}

/** The newest text of `versions` that satisfies the constraint; an exact text wins. */
export function newestMatching(versions: readonly string[], constraint: string): string | undefined {
  if (constraint !== "" && versions.includes(constraint)) return constraint;
  const matches = parseConstraint(constraint);
  if (matches === undefined) return undefined;
  let best: { readonly text: string; readonly version: Version } | undefined;
  for (const text of versions) {
    const version = parseVersion(text);
    if (version === undefined || !matches(version)) continue;
    if (best === undefined || compareVersions(version, best.version) > 0) best = { text, version };
  }
  return best?.text;
}

const partShape =
  /^(=|!=|>|<|>=|=>|<=|=<|~|~>|\^)?\s*v?(\d{1,15}|[xX*])(?:\.(\d{1,15}|[xX*]))?(?:\.(\d{1,15}|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

function parseConjunction(text: string): Constraint | undefined {
  const spelled = text
    .trim()
    .replace(/^(\S+)\s+-\s+(\S+)$/, ">=$1 <=$2")
    .replace(/([=!<>~^])\s+/g, "$1");
  const parts = (spelled === "" ? "*" : spelled).split(/[,\s]+/).filter((part) => part !== "");
  const constraints = parts.map(parsePart);
  if (constraints.length === 0 || constraints.some((found) => found === undefined)) return undefined;
  return (version) => constraints.every((matches) => matches?.(version) === true);
}

interface Bound {
  readonly version: Version;
  /** How many of major, minor and patch are given. */
  readonly given: number;
}

function parsePart(text: string): Constraint | undefined {
  const found = partShape.exec(text);
  if (found === null) return undefined;
  const [, operator = "", ...rest] = found;
  const numbers = rest.slice(0, 3);
  const wild = numbers.findIndex((number) => number === undefined || /^[xX*]$/.test(number));
  const given = wild < 0 ? 3 : wild;
  const [major = 0, minor = 0, patch = 0] = numbers.slice(0, given).map(Number);
  const prerelease = given === 3 && rest[3] !== undefined ? rest[3].split(".") : [];
  const bound: Bound = { version: { major, minor, patch, prerelease, text }, given };
  const matches = compareBy(operator, bound);
  if (operator === "!=") return matches;
  return (version) => (version.prerelease.length === 0 || prerelease.length > 0) && matches(version);
}

function compareBy(operator: string, bound: Bound): Constraint {
  const { version: low, given } = bound;
  const isAtLeast: Constraint = (version) => compareVersions(version, low) >= 0;
  const within =
    (high: Version): Constraint =>
    (version) =>
      isAtLeast(version) && compareVersions(version, high) < 0;
  if (given === 0)
    return operator === ">" || operator === "<" || operator === "!=" ? () => false : () => true;
  switch (operator) {
    case "":
    case "=":
      return given === 3 ? (version) => compareVersions(version, low) === 0 : within(after(low, given));
    case "!=":
      return given === 3
        ? (version) => compareVersions(version, low) !== 0
        : (version) => !within(after(low, given))(version);
    case ">":
      return given === 3
        ? (version) => compareVersions(version, low) > 0
        : (version) => compareVersions(version, after(low, given)) >= 0;
    case ">=":
    case "=>":
      return isAtLeast;
    case "<":
      return (version) => compareVersions(version, low) < 0;
    case "<=":
    case "=<":
      return given === 3
        ? (version) => compareVersions(version, low) <= 0
        : (version) => compareVersions(version, after(low, given)) < 0;
    case "^":
      return within(after(low, caretLevel(low, given)));
    default:
      return within(after(low, Math.min(given, 2)));
  }
}

/** ^1.2.3 keeps the major, ^0.2.3 the minor, ^0.0.3 the patch. */
function caretLevel(version: Version, given: number): number {
  if (version.major > 0 || given === 1) return 1;
  if (version.minor > 0 || given === 2) return 2;
  return 3;
}

/** The first version after all that share `level` parts; its own pre-releases stay below it. */
function after(version: Version, level: number): Version {
  const { major, minor, patch } = version;
  const base = { prerelease: [], text: "" };
  if (level === 1) return { ...base, major: major + 1, minor: 0, patch: 0 };
  if (level === 2) return { ...base, major, minor: minor + 1, patch: 0 };
  return { ...base, major, minor, patch: patch + 1 };
}

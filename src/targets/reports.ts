/**
 * What the conformance reports of an implementation say, trimmed to the release from which each feature is listed as supported.
 * A feature without an entry is supported in no report. Source: kubernetes-sigs/gateway-api, conformance/reports, state of 2026-08.
 */

/** By feature name; "" when the oldest report that we hold lists it already. */
export type SupportedSince = Readonly<Record<string, string>>;

/**
 * True when the named version does not support a feature. Without a version the newest report counts; a version between two
 * reports is held to the older one, a newer one to the newest.
 */
export function lacksByReport(since: SupportedSince, version: string | undefined, feature: string): boolean {
  const first = Object.hasOwn(since, feature) ? since[feature] : undefined;
  if (first === undefined) return true;
  return !isAtLeast(version, first);
}

/** True when a version is at or after a release; an unnamed or unreadable version counts as the newest. */
export function isAtLeast(version: string | undefined, release: string): boolean {
  const own = numbersOf(version);
  const other = numbersOf(release);
  if (own === undefined || other === undefined) return true;
  for (const [index, number] of other.entries()) {
    const mine = own[index] ?? 0;
    if (mine !== number) return mine > number;
  }
  return true;
}

/** "v3.7.10", "1.36.2-gke.2154000", "2.6" -> their numbers. */
function numbersOf(text: string | undefined): readonly number[] | undefined {
  const match = /^v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?:[.+-]|$)/.exec(text ?? "");
  if (match === null) return undefined;
  return match.slice(1).map((part) => Number(part ?? "0"));
}

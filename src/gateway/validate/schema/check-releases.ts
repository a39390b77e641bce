/**
 * Fields and values that exist, but not yet in the declared release and channel. Only our own tables carry this; a real
 * CustomResourceDefinition simply does not know them.
 */
import type { Channel } from "../../../model/config.ts";
import type { Json } from "../../../model/kube.ts";
import { below, type Violation } from "../violation.ts";
import type { Schema, Since } from "./schema.ts";

export interface Release {
  readonly gatewayApi: { readonly major: number; readonly minor: number };
  readonly channel: Channel;
}

export function checkReleases(
  schema: Schema,
  value: Json,
  field: string,
  release: Release,
): readonly Violation[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return [];
    return value.flatMap((item: Json, index) => checkReleases(items, item, below(field, index), release));
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => {
      const known = schema.properties?.get(name);
      if (known === undefined) return [];
      if (known.since !== undefined && !exists(known.since, release)) {
        return [tooNew(below(field, name), "the field", known.since)];
      }
      return checkReleases(known, inner, below(field, name), release);
    });
  }
  const since = schema.enumSince?.get(String(value));
  return since === undefined || exists(since, release)
    ? []
    : [tooNew(field, `the value ${String(value)}`, since)];
}

export function exists(since: Since, { gatewayApi, channel }: Release): boolean {
  const [major = 0, minor = 0] = (since[channel] ?? "").split(".").map(Number);
  if (since[channel] === undefined) return false;
  return gatewayApi.major > major || (gatewayApi.major === major && gatewayApi.minor >= minor);
}

/** "standard since 1.5, experimental since 1.3". */
export function sinceText(since: Since): string {
  return (["standard", "experimental"] as const)
    .map((channel) => {
      const release = since[channel];
      return release === undefined ? `not in the ${channel} channel` : `${channel} channel since ${release}`;
    })
    .join(", ");
}

function tooNew(field: string, what: string, since: Since): Violation {
  return { field, rule: `${what} exists: ${sinceText(since)}`, kind: "too-new" };
}

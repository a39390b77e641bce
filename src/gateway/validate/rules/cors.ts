/** "*" in a list of a CORS filter stands alone. */
import { invalid, type Violation } from "../violation.ts";
import type { FilterShape } from "./shapes.ts";

export function checkCors(cors: NonNullable<FilterShape["cors"]>, field: string): readonly Violation[] {
  return (["allowOrigins", "allowMethods", "allowHeaders"] as const).flatMap((name) => {
    const list = cors[name] ?? [];
    if (!list.includes("*") || list.length === 1) return [];
    return [invalid(`${field}.${name}`, 'must have "*" alone or not at all')];
  });
}

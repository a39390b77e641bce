/** One attempt must not be given longer than the whole request, unless the request's timeout is off. */
import { parseDuration } from "../text/duration.ts";
import { invalid, type Violation } from "../violation.ts";
import type { RouteShape } from "./shapes.ts";

export function checkTimeouts(spec: RouteShape): readonly Violation[] {
  return spec.rules.flatMap(({ timeouts }, rule) => {
    const request = parseDuration(timeouts?.request ?? "");
    const attempt = parseDuration(timeouts?.backendRequest ?? "");
    if (request === undefined || attempt === undefined || request === 0n || attempt <= request) return [];
    return [
      invalid(`spec.rules[${rule}].timeouts.backendRequest`, "must not be longer than the request timeout"),
    ];
  });
}

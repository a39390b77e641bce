/** References to backends: a Service needs a port number. */
import { invalid, type Violation } from "../violation.ts";
import type { ReferenceShape, RouteShape } from "./shapes.ts";

export function checkBackends(spec: RouteShape): readonly Violation[] {
  return spec.rules.flatMap(({ backendRefs = [] }, rule) =>
    backendRefs.flatMap((ref, index) => checkReference(ref, `spec.rules[${rule}].backendRefs[${index}]`)),
  );
}

export function checkReference(ref: ReferenceShape, field: string): readonly Violation[] {
  if (ref.group !== "" || ref.kind !== "Service" || ref.port !== undefined) return [];
  return [invalid(`${field}.port`, "is required for a Service")];
}

/**
 * Two references to one parent must name different sections. Parents are compared as written: an omitted namespace
 * differs from the same namespace spelled out. The port tells references apart only in the experimental channel.
 */
import { invalid, type Violation } from "../violation.ts";
import type { Declared, ParentShape, RouteShape } from "./shapes.ts";

export function checkParentRefs(spec: RouteShape, declared: Declared): readonly Violation[] {
  const refs = spec.parentRefs ?? [];
  const countsPort = declared.channel === "experimental";
  const found: Violation[] = [];
  for (const [index, ref] of refs.entries()) {
    for (const earlier of refs.slice(0, index)) {
      if (parentOf(ref) !== parentOf(earlier)) continue;
      const problem = clash(ref, earlier, countsPort);
      if (problem !== undefined) found.push(invalid(`spec.parentRefs[${index}]`, problem));
    }
  }
  return found;
}

function parentOf(ref: ParentShape): string {
  return JSON.stringify([ref.group, ref.kind, ref.namespace ?? "", ref.name]);
}

function clash(a: ParentShape, b: ParentShape, countsPort: boolean): string | undefined {
  const names = [a.sectionName ?? "", b.sectionName ?? ""];
  const ports = countsPort ? [a.port ?? 0, b.port ?? 0] : [0, 0];
  if ((names[0] === "") !== (names[1] === "") || (ports[0] === 0) !== (ports[1] === 0)) {
    return "must name a sectionName, because another reference to the same parent does";
  }
  if (names[0] === names[1] && ports[0] === ports[1]) {
    return "must name another sectionName than the earlier reference to the same parent";
  }
  return undefined;
}

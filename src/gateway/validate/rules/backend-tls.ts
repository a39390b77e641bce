/** BackendTLSPolicy: one source of trust, names that fit their type, and targets that do not overlap. */
import { invalid, type Violation } from "../violation.ts";
import type { BackendTlsShape } from "./shapes.ts";

export function checkTrust({ validation }: BackendTlsShape): readonly Violation[] {
  const hasOwn = (validation.caCertificateRefs ?? []).length > 0;
  const hasWellKnown = validation.wellKnownCACertificates !== undefined;
  if (hasOwn !== hasWellKnown) return [];
  const rule = hasOwn
    ? "must not have caCertificateRefs and wellKnownCACertificates together"
    : "must have caCertificateRefs or wellKnownCACertificates";
  return [invalid("spec.validation", rule)];
}

export function checkAltNames({ validation }: BackendTlsShape): readonly Violation[] {
  return (validation.subjectAltNames ?? []).flatMap((name, index) => {
    const field = `spec.validation.subjectAltNames[${index}]`;
    const right = name.type === "Hostname" ? "hostname" : "uri";
    const wrong = name.type === "Hostname" ? "uri" : "hostname";
    return [
      ...(name[right] === undefined
        ? [invalid(`${field}.${right}`, `is required: the type is ${name.type}`)]
        : []),
      ...(name[wrong] === undefined
        ? []
        : [invalid(`${field}.${wrong}`, `must be absent: the type is ${name.type}`)]),
    ];
  });
}

export function checkTargets({ targetRefs }: BackendTlsShape): readonly Violation[] {
  return targetRefs.flatMap((ref, index) => {
    const same = targetRefs
      .slice(0, index)
      .filter(({ group, kind, name }) => group === ref.group && kind === ref.kind && name === ref.name);
    const clashes = same.some(
      ({ sectionName }) =>
        sectionName === ref.sectionName || sectionName === undefined || ref.sectionName === undefined,
    );
    if (!clashes) return [];
    return [
      invalid(
        `spec.targetRefs[${index}]`,
        "must name another sectionName than the other reference to its target",
      ),
    ];
  });
}

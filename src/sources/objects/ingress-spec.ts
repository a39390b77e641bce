/**
 * The spec of an Ingress, old and new form, into one shape. Every part that is missing or of a wrong type is reported and left out.
 */
import type { IngressPath, IngressRule, IngressSpec, IngressTls, PathType } from "../../model/ingress.ts";
import { hostProblem, lowerHost, placeholderIn } from "./host.ts";
import { readBackend } from "./ingress-backend.ts";
import { isMapping } from "./parse.ts";
import type { IngressReading } from "./reading.ts";

type KeyPath = readonly (string | number)[];

export function readSpec(value: unknown, reading: IngressReading): IngressSpec {
  if (!isMapping(value)) {
    reading.report(["spec"], "is missing or no mapping");
    return { ingressClassName: undefined, defaultBackend: undefined, rules: [], tls: [] };
  }
  const backendField = reading.version === "v1" ? "defaultBackend" : "backend";
  const other = reading.version === "v1" ? "backend" : "defaultBackend";
  if (value[other] !== undefined && value[other] !== null) {
    reading.report(
      ["spec", other],
      `does not exist in this API version; it is called \`${backendField}\` there`,
    );
  }
  const backend = value[backendField];
  const defaultBackend =
    backend === undefined || backend === null
      ? undefined
      : readBackend(backend, ["spec", backendField], reading);
  const rules = readList(value.rules, ["spec", "rules"], reading, readRule);
  if (rules.length === 0 && defaultBackend === undefined) {
    reading.report(["spec"], "has neither rules nor a default backend");
  }
  return {
    ingressClassName: readText(value.ingressClassName, ["spec", "ingressClassName"], reading),
    defaultBackend,
    rules,
    tls: readList(value.tls, ["spec", "tls"], reading, readTls),
  };
}

function readRule(value: unknown, at: KeyPath, reading: IngressReading): IngressRule | undefined {
  if (!isMapping(value)) {
    reading.report(at, "is no mapping");
    return undefined;
  }
  const host = readHost(value.host, [...at, "host"], reading);
  const { http } = value;
  if (http === undefined || http === null) return { host, paths: [] };
  if (!isMapping(http)) {
    reading.report([...at, "http"], "is no mapping");
    return { host, paths: [] };
  }
  const paths = readList(http.paths, [...at, "http", "paths"], reading, readPath);
  if (!Array.isArray(http.paths) || http.paths.length === 0)
    reading.report([...at, "http", "paths"], "has no entry");
  return { host, paths };
}

const pathTypes: readonly PathType[] = ["Exact", "Prefix", "ImplementationSpecific"];

function readPath(value: unknown, at: KeyPath, reading: IngressReading): IngressPath | undefined {
  if (!isMapping(value)) {
    reading.report(at, "is no mapping");
    return undefined;
  }
  const path = readText(value.path, [...at, "path"], reading) ?? "";
  if (path !== "" && !path.startsWith("/")) reading.report([...at, "path"], "does not begin with `/`");
  // no API server takes these; in a route they could end a line or a header
  if (hasControlCharacter(path)) reading.report([...at, "path"], "holds a control character");
  const typeText = readText(value.pathType, [...at, "pathType"], reading);
  const pathType = pathTypes.find((known) => known === typeText);
  if (typeText !== undefined && pathType === undefined) {
    reading.report([...at, "pathType"], `is \`${typeText}\`, not one of ${pathTypes.join(", ")}`);
  }
  const backend = readBackend(value.backend, [...at, "backend"], reading);
  return backend === undefined ? undefined : { path, pathType, backend };
}

function readTls(value: unknown, at: KeyPath, reading: IngressReading): IngressTls | undefined {
  if (!isMapping(value)) {
    reading.report(at, "is no mapping");
    return undefined;
  }
  return {
    hosts: readList(value.hosts, [...at, "hosts"], reading, readHost),
    secretName: readText(value.secretName, [...at, "secretName"], reading) || undefined,
  };
}

function readHost(value: unknown, at: KeyPath, reading: IngressReading): string | undefined {
  const text = readText(value, at, reading);
  if (text === undefined || text === "") return undefined;
  const host = lowerHost(text);
  const placeholder = placeholderIn(text);
  if (placeholder !== undefined) {
    reading.reportPlaceholder(at, placeholder);
    return host;
  }
  const problem = hostProblem(host);
  if (problem !== undefined) reading.report(at, problem);
  return host;
}

function readText(value: unknown, at: KeyPath, reading: IngressReading): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  reading.report(at, "is no text");
  return undefined;
}

function readList<T>(
  value: unknown,
  at: KeyPath,
  reading: IngressReading,
  read: (entry: unknown, at: KeyPath, reading: IngressReading) => T | undefined,
): readonly T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    reading.report(at, "is no list");
    return [];
  }
  return value.flatMap((entry: unknown, index) => {
    const result = read(entry, [...at, index], reading);
    return result === undefined ? [] : [result];
  });
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

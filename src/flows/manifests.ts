/**
 * Manifests named on the command line: Ingresses, Services and everything else, with every complaint about them.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject, Service } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import { isIngress, toIngress } from "../sources/objects/ingress.ts";
import { type ParsedObject, parseObjects } from "../sources/objects/parse.ts";
import { toService } from "../sources/objects/service.ts";

export interface ManifestText {
  readonly path: RepoPath;
  readonly text: string;
}

export interface FoundIngress {
  readonly ingress: Ingress;
  readonly place: Place;
  readonly hasNamespace: boolean;
}

export interface ManifestObjects {
  readonly ingresses: readonly FoundIngress[];
  readonly services: readonly Service[];
  /** Everything that is neither. */
  readonly others: readonly KubeObject[];
  /** All of them, with their places. */
  readonly parsed: readonly ParsedObject[];
  readonly diagnostics: readonly Diagnostic[];
}

export function readManifestTexts(texts: readonly ManifestText[]): ManifestObjects {
  const ingresses: FoundIngress[] = [];
  const services: Service[] = [];
  const others: KubeObject[] = [];
  const all: ParsedObject[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, text } of texts) {
    const parsed = parseObjects(path, text);
    diagnostics.push(...parsed.diagnostics);
    all.push(...parsed.value);
    for (const found of parsed.value) {
      const { object, place } = found;
      if (isIngress(object)) {
        const read = toIngress(object, found);
        diagnostics.push(...read.diagnostics);
        const hasNamespace = object.metadata.namespace !== undefined;
        if (read.value !== undefined) ingresses.push({ ingress: read.value, place, hasNamespace });
        continue;
      }
      const service = toService(object);
      if (service === undefined) others.push(object);
      else services.push(service);
    }
  }
  return { ingresses, services, others, parsed: all, diagnostics };
}

/** The class an Ingress names, spec before annotation; undefined when it names none. */
export function classNameOf(ingress: Ingress): string | undefined {
  return ingress.spec.ingressClassName ?? ingress.annotations["kubernetes.io/ingress.class"];
}

/**
 * Facts an nginx route table depends on and Ingress manifests do not hold.
 */
import type { Service } from "../../model/kube.ts";

export interface NginxWorld {
  /** "namespace/name" of Services that do not exist. Every other Service is taken to exist with ready endpoints. */
  readonly missingServices: ReadonlySet<string>;
  readonly noEndpoints: ReadonlySet<string>;
  readonly missingSecrets: ReadonlySet<string>;
  /** Every Secret that exists besides those for TLS; undefined: not known, each one exists unless named as missing. */
  readonly secrets?: ReadonlySet<string> | undefined;
  /** Controller ConfigMap entries. */
  readonly configMap: Readonly<Record<string, string>>;
  /** Controller flags without dashes: "watch-ingress-without-class", "disable-catch-all", "ingress-class". */
  readonly flags: Readonly<Record<string, string | boolean>>;
  /** Known Services; a port of an unknown one is taken as written. */
  readonly services: readonly Service[];
  /**
   * Names of the IngressClasses that belong to the controller, to have it choose its Ingresses. undefined: the caller has
   * chosen, every Ingress handed in is the controller's.
   */
  readonly ingressClasses?: readonly string[] | undefined;
}

/** A world where nothing is missing and everything is at its default, except the facts given. */
export function nginxWorld(facts: Partial<NginxWorld>): NginxWorld {
  return {
    missingServices: new Set(),
    noEndpoints: new Set(),
    missingSecrets: new Set(),
    configMap: {},
    flags: {},
    services: [],
    ...facts,
  };
}

export const plainNginxWorld: NginxWorld = nginxWorld({});

/** The client address a request carries; see `sourceOf`. */
export const sourceHeader = ":source";

/**
 * Address of the client. Requests of a proof name it in the pseudo header ":source" (a colon never stands in a real header
 * name), since an address list makes it part of the question; a request without it comes from the controller's own host.
 */
export function sourceOf(headers: Readonly<Record<string, string>>): string {
  return headers[sourceHeader] ?? "127.0.0.1";
}

/**
 * What rules read of an object whose structure was found right and whose defaults are filled in. Wider than the types of
 * objects/: combinations that are refused must be expressible here.
 */
import type { ApiVersion, Channel } from "../../../model/config.ts";
import type { Violation } from "../violation.ts";

export interface Declared {
  readonly gatewayApi: ApiVersion;
  readonly channel: Channel;
}

/** One topic: looks at a spec and says what is wrong with it; fields are named from "spec" on. */
export type Rule<Spec> = (spec: Spec, declared: Declared) => readonly Violation[];

export function isAtLeast(version: ApiVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

export interface RouteShape {
  readonly parentRefs?: readonly ParentShape[];
  readonly hostnames?: readonly string[];
  readonly rules: readonly RuleShape[];
}

export interface ParentShape {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

export interface RuleShape {
  readonly name?: string;
  readonly matches: readonly MatchShape[];
  readonly filters?: readonly FilterShape[];
  readonly backendRefs?: readonly BackendShape[];
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
}

export interface MatchShape {
  readonly path: { readonly type: string; readonly value: string };
  readonly headers?: readonly HeaderShape[];
}

export interface HeaderShape {
  readonly name: string;
  readonly value: string;
}

export interface ReferenceShape {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly port?: number;
}

export interface BackendShape extends ReferenceShape {
  readonly filters?: readonly FilterShape[];
}

export interface FilterShape {
  readonly type: string;
  readonly requestHeaderModifier?: ModifierShape;
  readonly responseHeaderModifier?: ModifierShape;
  readonly requestRedirect?: { readonly path?: PathModifierShape };
  readonly urlRewrite?: { readonly path?: PathModifierShape };
  readonly requestMirror?: {
    readonly backendRef: ReferenceShape;
    readonly percent?: number;
    readonly fraction?: { readonly numerator: number; readonly denominator: number };
  };
  readonly cors?: {
    readonly allowOrigins?: readonly string[];
    readonly allowMethods?: readonly string[];
    readonly allowHeaders?: readonly string[];
  };
}

export interface ModifierShape {
  readonly set?: readonly HeaderShape[];
  readonly add?: readonly HeaderShape[];
}

export interface PathModifierShape {
  readonly type: string;
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
}

export interface GatewayShape {
  readonly listeners: readonly ListenerShape[];
  readonly addresses?: readonly { readonly type: string; readonly value?: string }[];
  readonly infrastructure?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly tls?: {
    readonly frontend?: {
      readonly default: FrontendTlsShape;
      readonly perPort?: readonly { readonly tls: FrontendTlsShape }[];
    };
  };
}

export interface FrontendTlsShape {
  readonly validation?: { readonly caCertificateRefs: readonly unknown[] };
}

export interface ListenerShape {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: {
    readonly mode: string;
    readonly certificateRefs?: readonly unknown[];
    readonly options?: Readonly<Record<string, string>>;
  };
}

export interface BackendTlsShape {
  readonly targetRefs: readonly {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly sectionName?: string;
  }[];
  readonly validation: {
    readonly caCertificateRefs?: readonly unknown[];
    readonly wellKnownCACertificates?: string;
    readonly subjectAltNames?: readonly {
      readonly type: string;
      readonly hostname?: string;
      readonly uri?: string;
    }[];
  };
}

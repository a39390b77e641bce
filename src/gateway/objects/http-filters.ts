/**
 * Filters of an HTTPRoute rule or backend. A filter whose field does not belong to its type is refused by the API,
 * so each kind is its own interface.
 */
import type { BackendRef } from "./backend-ref.ts";

export type HttpRouteFilter =
  | RequestRedirectFilter
  | UrlRewriteFilter
  | RequestHeaderModifierFilter
  | ResponseHeaderModifierFilter
  | CorsFilter
  | RequestMirrorFilter
  | ExtensionRefFilter;

export interface RequestRedirectFilter {
  readonly type: "RequestRedirect";
  readonly requestRedirect: HttpRequestRedirect;
}

/** Parts that are absent come from the request. The API's default status is 302, so ours is always written. */
export interface HttpRequestRedirect {
  readonly scheme?: "http" | "https";
  readonly hostname?: string;
  readonly path?: HttpPathModifier;
  readonly port?: number;
  /** 303, 307 and 308: standard channel since 1.5. */
  readonly statusCode: 301 | 302 | 303 | 307 | 308;
}

/** ReplacePrefixMatch is only allowed in a rule with exactly one match, of type PathPrefix. */
export type HttpPathModifier =
  | { readonly type: "ReplaceFullPath"; readonly replaceFullPath: string }
  | { readonly type: "ReplacePrefixMatch"; readonly replacePrefixMatch: string };

export interface UrlRewriteFilter {
  readonly type: "URLRewrite";
  readonly urlRewrite: { readonly hostname?: string; readonly path?: HttpPathModifier };
}

export interface RequestHeaderModifierFilter {
  readonly type: "RequestHeaderModifier";
  readonly requestHeaderModifier: HttpHeaderModifier;
}

export interface ResponseHeaderModifierFilter {
  readonly type: "ResponseHeaderModifier";
  readonly responseHeaderModifier: HttpHeaderModifier;
}

/** Values are literal text of 1 to 4096 characters; there are no variables. */
export interface HttpHeaderModifier {
  readonly set?: readonly HttpHeader[];
  readonly add?: readonly HttpHeader[];
  readonly remove?: readonly string[];
}

export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** Standard channel since 1.5. */
export interface CorsFilter {
  readonly type: "CORS";
  readonly cors: HttpCors;
}

export interface HttpCors {
  readonly allowOrigins?: readonly string[];
  readonly allowCredentials?: boolean;
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  /** Seconds, at least 1; the API's default is 5. */
  readonly maxAge: number;
}

export interface RequestMirrorFilter {
  readonly type: "RequestMirror";
  readonly requestMirror: {
    readonly backendRef: BackendRef;
    /** Standard channel since 1.3, as is `fraction`; not both. */
    readonly percent?: number;
    readonly fraction?: { readonly numerator: number; readonly denominator: number };
  };
}

/** A filter of the implementation's own kind, in the route's namespace. */
export interface ExtensionRefFilter {
  readonly type: "ExtensionRef";
  readonly extensionRef: { readonly group: string; readonly kind: string; readonly name: string };
}

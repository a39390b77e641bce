/**
 * The finished route table of the controller: servers with their locations in the order nginx tries them.
 */
import type { Pattern } from "../../pattern/program.ts";
import type { LocationSettings } from "./settings.ts";
import type { SnippetLocation } from "./snippet-locations.ts";
import type { Doubt } from "./unmodelled.ts";
import type { Upstream } from "./upstream.ts";
import type { NginxWorld } from "./world.ts";

/** How nginx compares the path: "=" , prefix, or a case-insensitive expression anchored by a "^" in front of the text. */
export type LocationMatch =
  | { readonly kind: "exact"; readonly text: string }
  | { readonly kind: "prefix"; readonly text: string }
  /** pattern undefined: valid in PCRE but not understood here, see `NginxTable.doubts`. */
  | { readonly kind: "regex"; readonly text: string; readonly pattern: Pattern | undefined };

export interface Location {
  readonly match: LocationMatch;
  /** Path after the controller's own changes ("/foo/" for Prefix "/foo"). */
  readonly path: string;
  /** As written in the Ingress; undefined for an implicit "/". */
  readonly ingressPath: string | undefined;
  readonly pathType: "Exact" | "Prefix";
  /** What nginx variables call its Service: as written in the Ingress, "" where it names none. */
  readonly service: { readonly name: string; readonly port: string };
  /** Name of the upstream. */
  readonly upstream: string;
  readonly settings: LocationSettings;
  /** Unanchored path text, for the rewrite; undefined when no rewrite happens. */
  readonly rewrite: Pattern | "unknown" | undefined;
}

export interface Server {
  /** "_" for the default server. */
  readonly host: string;
  readonly regexMode: boolean;
  readonly locations: readonly Location[];
  readonly aliases: readonly string[];
  /** 403 for everything: an unreadable auth-tls-secret. */
  readonly clientCertificate: "required" | "broken" | undefined;
  readonly appRoots: readonly string[];
  /** Of the first Ingress that has a live server-snippet, as far as it is understood. */
  readonly snippetLocations: readonly SnippetLocation[];
  /** True when some Ingress of the host has a tls section. */
  readonly hasTls: boolean;
}

export interface NginxTable {
  readonly world: NginxWorld;
  readonly servers: ReadonlyMap<string, Server>;
  /** Exact server names (hosts and aliases) to server. */
  readonly names: ReadonlyMap<string, Server>;
  /** "*.x" aliases, longest suffix first. */
  readonly wildcardAliases: readonly { readonly suffix: string; readonly server: Server }[];
  /** Wildcard hosts and "~" aliases, in file order. */
  readonly patterns: readonly { readonly pattern: Pattern; readonly server: Server }[];
  /** Redirecting names of from-to-www-redirect to the host they lead to. */
  readonly wwwRedirects: ReadonlyMap<string, string>;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** Exact names whose TLS connections are handed on unopened, to "namespace/service:port". */
  readonly passedThrough: ReadonlyMap<string, string>;
  /** Names with a certificate of their own, which decides the https redirect. */
  readonly certificates: ReadonlySet<string>;
  /** Why nginx refuses this configuration, by host; the controller then keeps serving an older one. */
  readonly refused: readonly { readonly host: string; readonly reason: string }[];
  /** What of the table could not be modelled, by host. */
  readonly doubts: readonly Doubt[];
  /** Ingresses that are not served at all, with the reason. */
  readonly dropped: readonly { readonly ingress: string; readonly reason: string }[];
}

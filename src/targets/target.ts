/**
 * What a target is: a table that answers every kind of intent, and the few facts about the implementation that shape routes.
 * A new intent makes every target fail to compile until it answers, even if the answer is "unsupported, because ...".
 */
import type { HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import type { HttpRoute, HttpRouteTimeouts } from "../gateway/objects/http-route.ts";
import type { Config, TargetChoice, TargetName } from "../model/config.ts";
import type { Intent, IntentKind, IntentOf, RedirectStatus } from "../model/intent.ts";
import type { Json, KubeMetadata, KubeObject, SecretContent } from "../model/kube.ts";
import type { VerdictKind } from "../model/translation.ts";
import type { FeatureName } from "./features.ts";
import type { RegexReading } from "./regex.ts";

/** A note is a clause without capital and full stop: it is printed as a sentence, or after a colon. */
export type Answer =
  | { readonly verdict: Exclude<VerdictKind, "blocker">; readonly note: string }
  | ({ readonly verdict: "blocker" } & Unsupported);

/** What the translation knows about the Ingress an intent belongs to. */
export interface IngressFacts {
  /** How many of its paths nginx sends from http to https. */
  readonly redirects: "all" | "some" | "none";
  readonly hasTls: boolean;
  /** Status of the https redirect today. */
  readonly redirectStatus: RedirectStatus;
  /** `appProtocol` of each Service port behind it; undefined where it is absent or the Service is not in the repository. */
  readonly appProtocols: readonly (string | undefined)[];
  readonly backends: readonly BackendFacts[];
  /** "" for requests that no named host takes. */
  readonly hosts: readonly string[];
  /** True when nginx redirects some path of it to the same path with a slash. */
  readonly addsSlash: boolean;
  readonly namespace: string;
  /** Namespace of the Gateway its routes attach to; undefined while none is named. */
  readonly gatewayNamespace: string | undefined;
  /** True when no other Ingress has a path on any of its hosts, and every rule of it names a host. */
  readonly ownsItsHosts: boolean;
  /** The listener its hosts are served by over https; undefined while no Gateway is named. */
  readonly httpsListener?: HttpsListener | undefined;
  /** What becomes of ssl-passthrough; undefined where the Ingress does not ask for it. */
  readonly passthrough?: PassthroughFacts | undefined;
  /** False when nginx rewrites none of its paths. */
  readonly rewrites?: boolean;
  /** What the ConfigMap of custom headers holds; undefined when it is not in the repository. */
  readonly customHeaders?: CustomHeaders | undefined;
  /** The Secret with the passwords; undefined when the repository does not hold it in plain text. */
  readonly passwords?: SecretContent | undefined;
}

export interface PassthroughFacts {
  /** Whether the controller passes TLS through at all; undefined: its flags are not known. */
  readonly inForce: boolean | undefined;
  /** Exact hosts of the Ingress whose `/` leads to a Service: only these are passed through. */
  readonly hosts: readonly string[];
  /** The listener that hands TLS on; undefined: none is named. */
  readonly section: string | undefined;
}

export interface HttpsListener {
  readonly gateway: { readonly namespace: string; readonly name: string };
  readonly name: string;
  readonly port: number;
  /** Hosts of other Ingresses that are served by it too. */
  readonly otherHosts: readonly string[];
}

export type CustomHeaders =
  | { readonly is: "usable"; readonly headers: Readonly<Record<string, string>> }
  /** A clause: why nginx serves nothing with it. */
  | { readonly is: "refused"; readonly because: string };

/** A Service port behind an Ingress. */
export interface BackendFacts {
  readonly service: string;
  readonly port: number;
  /** undefined where the port has no name, or the Service is not in the repository. */
  readonly portName: string | undefined;
  /** True when another Ingress routes to the Service too: what is attached to the Service would change that one's traffic. */
  readonly isShared: boolean;
}

export interface TargetContext {
  readonly choice: TargetChoice;
  readonly facts: IngressFacts;
  readonly supports: (feature: FeatureName) => boolean;
  /** What a person has vouched for; undefined: nothing. */
  readonly accept?: Pick<Config["accept"], "externalAuth"> | undefined;
}

/**
 * A part of a policy object; parts of one kind for one route are merged into one object. A part with a name stands alone: its
 * object is called after the route and this name, since rules refer to it.
 */
export interface PolicyPart {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  /** service: one object per Service behind the Ingress instead of one per route. */
  readonly attachesTo?: "service";
  readonly spec: Readonly<Record<string, Json>>;
}

export interface IntentAnswer {
  /** By annotation name; "" answers every other name of the family. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** For every rule that forwards. */
  readonly filters?: readonly HttpRouteFilter[];
  /** For every rule whose path nginx rewrites. */
  readonly rewriteFilters?: readonly HttpRouteFilter[];
  /** For every route that forwards. */
  readonly policies?: readonly PolicyPart[];
  /** For every route that forwards. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** For every rule that forwards, instead of "no total limit" where the target knows that. */
  readonly timeouts?: HttpRouteTimeouts;
}

export interface Unsupported {
  /** A clause: why. */
  readonly because: string;
  /** What a person can do, as sentences. */
  readonly choices: string;
}

export type Emit<K extends IntentKind> = (intent: IntentOf<K>, context: TargetContext) => IntentAnswer;

export type TargetTable = { readonly [K in IntentKind]: Emit<K> | Unsupported };

export interface Target {
  readonly name: TargetName;
  /** For people: "Envoy Gateway". */
  readonly title: string;
  readonly table: TargetTable;
  /** How it reads regular expressions; undefined: it does not say, so none is written. */
  readonly regex: RegexReading | undefined;
  /** Features that the named version lacks although the declared API has them. */
  lacks(version: string | undefined, feature: FeatureName): boolean;
  /** An object that rules refer to as a filter to put groups of the path into its rewrite; absent: there is none. */
  pathCapture?(capture: PathCapture, metadata: KubeMetadata): KubeObject;
  /** The first release with `pathCapture`; absent: every one has it. */
  readonly pathCaptureSince?: string;
  /** An object that rules refer to as a filter to answer with a status by themselves; absent: there is none. */
  statusAnswer?(status: number, metadata: KubeMetadata): KubeObject;
  /** The policy objects of one route; `parts` are those of its Ingress. */
  policies(route: KubeObject, parts: readonly PolicyPart[]): readonly KubeObject[];
  /** The policy object of one Service that only this Ingress routes to; `owner` is the Ingress's name. */
  servicePolicies?(service: ServiceName, owner: string, parts: readonly PolicyPart[]): readonly KubeObject[];
  /** A forwarding route with the references to objects of `policies`. */
  refer?(route: HttpRoute, parts: readonly PolicyPart[]): HttpRoute;
  /** The host that a redirect to https has to spell out; undefined: the request's own is kept. */
  redirectHost?(host: string): string | undefined;
  /** What the implementation does where nobody writes anything and nginx does something else, by a name for people. */
  readonly defaults?: Readonly<Record<string, TargetDefault>>;
}

/** The whole path, matched by an RE2 expression, is replaced by texts and numbered groups of it. */
export interface PathCapture {
  readonly pattern: string;
  readonly target: readonly (string | number)[];
}

export interface ServiceName {
  readonly name: string;
  /** undefined where the text of the Ingress carries none. */
  readonly namespace: string | undefined;
}

/** undefined: nothing differs for this Ingress. */
export type TargetDefault = (
  context: TargetContext,
) => { readonly value: string; readonly answer: Answer } | undefined;

/** The answer of a target to one intent. */
export function answerIntent(target: Target, intent: Intent, context: TargetContext): IntentAnswer {
  const entry = target.table[intent.kind] as Emit<IntentKind> | Unsupported; // kind and entry agree by construction
  if (typeof entry === "function") return entry(intent, context);
  return { answers: { "": refusal(entry) } };
}

export function refusal(unsupported: Unsupported): Answer {
  return { verdict: "blocker", because: unsupported.because, choices: unsupported.choices };
}

/** The sentence people read. */
export function noteOf(answer: Answer): string {
  if (answer.verdict === "blocker") return `Not carried over: ${answer.because}. ${answer.choices}.`;
  return /^(?:nginx|kgateway)\b/.test(answer.note)
    ? `${answer.note}.`
    : `${answer.note.charAt(0).toUpperCase()}${answer.note.slice(1)}.`;
}

/**
 * Hosts whose TLS connections ingress-nginx hands on unopened: any Ingress of the host may ask for it, and the Service of `/` gets them all
 * (pkg/tcpproxy/tcp.go and internal/ingress/controller/controller.go, getConfiguration, v1.15.1). Plain HTTP keeps its rules.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { parentRef } from "../gateway/objects/makers.ts";
import { type TlsRoute, tlsRoute } from "../gateway/objects/tls-route.ts";
import { compareText } from "../model/brands.ts";
import type { GatewayChoice } from "../model/config.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import { parseGoBoolean } from "../nginx/annotations/values.ts";
import { annotationPrefix } from "../nginx/annotations/view.ts";
import type { PassthroughFacts } from "../targets/target.ts";
import { type Claim, hostsOf, type ReadIngress } from "./hosts.ts";
import type { TranslationInput } from "./input.ts";
import type { PlannedHost } from "./plan-rules.ts";
import type { ResolvedBackend } from "./ports.ts";
import type { RouteNames } from "./route-names.ts";
import type { HostShare } from "./sides.ts";

export interface Passthrough {
  readonly inForce: boolean | undefined;
  /** The claim of `/` of each host that is passed through. */
  readonly hosts: ReadonlyMap<string, Claim>;
}

export function findPassthrough(
  hosts: readonly PlannedHost[],
  flags: TranslationInput["flags"],
): Passthrough {
  const flag = flags?.["enable-ssl-passthrough"];
  const inForce = flags === undefined ? undefined : (parseGoBoolean(String(flag ?? false)) ?? false);
  if (inForce === false) return { inForce, hosts: new Map() };
  const passed = hosts.flatMap(({ facts }) => {
    const asks = facts.members.some(({ reading }) => intentOf(reading, "tls-passthrough") !== undefined);
    const root = facts.claims.find(({ path, type }) => path === "/" && type === "Prefix");
    if (!asks || facts.host === "" || facts.host.startsWith("*") || root?.backend === undefined) return [];
    return [[facts.host, root] as const];
  });
  return { inForce, hosts: new Map(passed) };
}

/** What a target is told about one Ingress. */
export function passthroughFacts(
  { ingress, reading }: ReadIngress,
  { inForce, hosts }: Passthrough,
  gateway: GatewayChoice | undefined,
): PassthroughFacts | undefined {
  if (intentOf(reading, "tls-passthrough") === undefined) return undefined;
  const own = hostsOf(ingress).filter((host) => hosts.has(host));
  return { inForce, hosts: own, section: gateway?.sections.passthrough };
}

/** Another Ingress of the host may ask for it, and this one, whose Service gets the connections, hang on another Gateway. */
export function passthroughFindings(
  { ingress, reading }: ReadIngress,
  roots: readonly Claim[],
  gateway: GatewayChoice | undefined,
): readonly Diagnostic[] {
  const isSaid = intentOf(reading, "tls-passthrough") !== undefined;
  if (roots.length === 0 || isSaid || gateway?.sections.passthrough !== undefined) return [];
  const because =
    "another Ingress of the host sets it, nginx hands TLS connections to the Service of this one, and no listener of its Gateway does so";
  const choices = "Name such a listener under `gateway.sections.passthrough` in .github/tidegate.yml";
  const params = { key: `${annotationPrefix}ssl-passthrough`, value: "true", because, choices };
  return [diagnose("annotation-needs-decision", params, { ingress: ingress.key })];
}

/** Without its https side, which nginx never sees. */
export function withoutHttps(share: HostShare, { hosts }: Passthrough): HostShare {
  if (!hosts.has(share.host)) return share;
  return { ...share, both: [], http: share.both.length > 0 ? share.both : share.http, https: [] };
}

/** One route for all hosts of an Ingress that lead to one Service. */
export function tlsRoutes(
  { ingress }: ReadIngress,
  { hosts }: Passthrough,
  frame: {
    readonly gateway: GatewayChoice;
    readonly names: RouteNames;
    readonly hasNamespace: boolean;
    readonly backend: (claim: Claim) => ResolvedBackend | undefined;
  },
): readonly TlsRoute[] {
  const { gateway, names, hasNamespace, backend } = frame;
  const { passthrough } = gateway.sections;
  if (passthrough === undefined) return [];
  const groups = new Map<string, { readonly service: ResolvedBackend; readonly hostnames: string[] }>();
  for (const [host, claim] of hosts) {
    const service = claim.owner.ingress === ingress ? backend(claim) : undefined;
    if (service === undefined) continue;
    const key = `${service.name}:${service.port}`;
    const group = groups.get(key) ?? { service, hostnames: [] };
    group.hostnames.push(host);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ service, hostnames }) =>
    tlsRoute({
      name: names.next(ingress, "tls"),
      namespace: hasNamespace ? ingress.namespace : undefined,
      labels: ingress.labels,
      parentRef: parentRef({ ...gateway, sectionName: passthrough }),
      hostnames: hostnames.sort(compareText),
      service,
    }),
  );
}

/**
 * Names a host answers to beside its own: aliases, which serve all paths of the host, and the `www.` or bare twin, which only
 * redirects. A name that is itself a host of some Ingress is neither (internal/ingress/controller/controller.go and
 * pkg/util/ingress/ingress.go BuildRedirects, v1.15.1).
 */
import type { RedirectStatus } from "../model/intent.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import { refusal } from "../targets/target.ts";
import { type Claim, type HostFacts, type ReadIngress, wildcardOf } from "./hosts.ts";
import { agesAreKnown } from "./order.ts";
import type { PlannedHost } from "./plan-rules.ts";
import type { Remark } from "./remarks.ts";

export interface FurtherNames {
  /** By the host they belong to. */
  readonly hosts: ReadonlyMap<string, readonly PlannedHost[]>;
  readonly remarks: readonly Remark[];
}

export interface NamePlanning {
  readonly plan: (facts: HostFacts) => PlannedHost;
  /** Status of the redirect from a twin. */
  readonly status: RedirectStatus;
}

/** `all` sorted by host: the alphabetically first host keeps a name that several claim. */
export function furtherNames(all: readonly HostFacts[], { plan, status }: NamePlanning): FurtherNames {
  const taken = new Set(all.map(({ host }) => host));
  const tlsHosts = new Set(all.filter(({ tls }) => tls).map(({ host }) => host));
  const hosts = new Map<string, PlannedHost[]>();
  const remarks: Remark[] = [];
  for (const facts of all) {
    const found = aliasesOf(facts, taken, remarks);
    for (const name of found) taken.add(name);
    const planned = found.map((name) => plan(aliasFacts(facts, name, tlsHosts, remarks)));
    if (planned.length > 0) hosts.set(facts.host, planned);
  }
  for (const facts of all) {
    const twin = twinOf(facts, taken, status, remarks);
    if (twin !== undefined) hosts.set(facts.host, [...(hosts.get(facts.host) ?? []), twin]);
  }
  return { hosts, remarks };
}

function aliasesOf(facts: HostFacts, taken: ReadonlySet<string>, remarks: Remark[]): readonly string[] {
  const having = facts.members.flatMap((read) => {
    const names = intentOf(read.reading, "host-aliases")?.names;
    return names === undefined ? [] : [{ read, names }];
  });
  const [first] = having;
  if (first === undefined) return [];
  const isOneList = having.every(({ names }) => names.join() === first.names.join());
  if (!isOneList && !agesAreKnown(having.map(({ read }) => read.ingress))) {
    const because = `several Ingresses of ${facts.host} list different aliases, and only the oldest one's count`;
    const answer = refusal({ because, choices: "Write the same list into each of them" });
    for (const { read } of having) {
      remarks.push({ ingress: read.ingress.key, intent: "host-aliases", answer });
    }
    return [];
  }
  if (facts.host === "") return [];
  const free = first.names.filter((name) => !taken.has(name));
  if (free.length === 0) {
    const note = "the names are hosts of Ingresses themselves, which win over aliases";
    remarks.push({
      ingress: first.read.ingress.key,
      intent: "host-aliases",
      answer: { verdict: "inert", note },
    });
  }
  return free;
}

/** The host's own paths under another name. The https redirect hangs on the names in the certificate. */
function aliasFacts(
  facts: HostFacts,
  name: string,
  tlsHosts: ReadonlySet<string>,
  remarks: Remark[],
): HostFacts {
  const listed = facts.members.flatMap(({ ingress }) => ingress.spec.tls.flatMap(({ hosts }) => hosts));
  const isNamed = listed.some(
    (entry) => entry.toLowerCase() === name || entry.toLowerCase() === wildcardOf(name),
  );
  const redirectsByTls = (facts.tls && isNamed) || tlsHosts.has(wildcardOf(name));
  if (facts.tls && !redirectsByTls) {
    const note = `the routes list ${name} as well; no tls entry names it, so it is taken that nginx does not redirect it to https (it does where the certificate holds the name)`;
    for (const { ingress } of facts.members) {
      remarks.push({
        ingress: ingress.key,
        intent: "host-aliases",
        answer: { verdict: "approximate", note },
      });
    }
  }
  return { ...facts, host: name, redirectsByTls };
}

function twinOf(
  facts: HostFacts,
  taken: ReadonlySet<string>,
  status: RedirectStatus,
  remarks: Remark[],
): PlannedHost | undefined {
  const { host } = facts;
  const owner = facts.members.find((read) => asksForTwin(read, facts));
  if (owner === undefined) return undefined;
  const remark = (answer: Remark["answer"]) =>
    remarks.push({ ingress: owner.ingress.key, intent: "www-redirect", answer });
  if (host.startsWith("*.")) {
    const because = `nginx refuses its whole configuration for the wildcard host ${host}`;
    remark(refusal({ because, choices: "Remove the annotation; it has no counterpart for a wildcard" }));
    return undefined;
  }
  const twin = host.startsWith("www.") ? host.slice(4) : `www.${host}`;
  if (host === "" || taken.has(twin)) {
    const note =
      host === ""
        ? "there is no host to redirect to"
        : `${twin} is served itself, so nginx redirects nothing`;
    remark({ verdict: "inert", note });
    return undefined;
  }
  const claim: Claim = { owner, path: "/", type: "Prefix", backend: undefined, origin: "server" };
  const to = { scheme: undefined, host, port: undefined, path: undefined };
  const match = { type: "PathPrefix", value: "/" } as const;
  return {
    facts: {
      host: twin,
      members: [owner],
      claims: [],
      lost: [],
      resources: [],
      tls: facts.tls,
      redirectsByTls: false,
      isRegex: false,
    },
    planned: {
      rules: [{ claim, match, redirects: false, does: "redirect", to, status }],
      refusals: [],
      differences: [],
      unreachable: [],
    },
  };
}

/** Any location of the host whose Ingress asks for it is enough. */
function asksForTwin(read: ReadIngress, { claims }: HostFacts): boolean {
  return (
    intentOf(read.reading, "www-redirect") !== undefined &&
    claims.some((claim) => claim.owner === read && claim.origin !== "catch-all")
  );
}

/**
 * Builds the route table the controller would generate from these Ingresses. Facts: kubernetes/ingress-nginx commit dbb11b92
 * (controller v1.15.1), package internal/ingress/controller.
 */
import { compareText } from "../../model/brands.ts";
import type { Ingress, IngressTls } from "../../model/ingress.ts";
import { compilePattern } from "../../pattern/compile.ts";
import type { Pattern } from "../../pattern/program.ts";
import { droppedBecause, isTaken, sortIngresses } from "./admission.ts";
import { type DraftServer, defaultHost, draftServers } from "./draft.ts";
import { buildLocations } from "./locations.ts";
import { passedThrough } from "./passthrough.ts";
import type { NginxTable, Server } from "./table.ts";
import { controllerDoubts, type Doubt, ingressDoubts } from "./unmodelled.ts";
import { createUpstreams } from "./upstream.ts";
import type { NginxWorld } from "./world.ts";

export function buildNginxTable(ingresses: readonly Ingress[], world: NginxWorld): NginxTable {
  const dropped: { ingress: string; reason: string }[] = [];
  const live = sortIngresses(ingresses).filter((ingress) => {
    if (!isTaken(ingress, world)) return false;
    const reason = droppedBecause(ingress, world);
    if (reason !== undefined) dropped.push({ ingress: ingress.key, reason });
    return reason === undefined;
  });
  const drafts = draftServers(live, createUpstreams(live, world), world);
  const inFileOrder = [...drafts.servers.values()].sort((a, b) => compareText(a.host, b.host));

  const refused: { host: string; reason: string }[] = [];
  const doubts: Doubt[] = [
    ...controllerDoubts(world),
    ...live.flatMap((ingress) => ingressDoubts(ingress, world)),
  ];
  const servers = new Map<string, Server>();
  const wwwRedirects = new Map<string, string>();
  for (const draft of inFileOrder) {
    const built = buildLocations(draft);
    for (const reason of built.refused) refused.push({ host: draft.host, reason });
    for (const reason of built.doubts) doubts.push({ host: draft.host, reason });
    servers.set(draft.host, {
      host: draft.host,
      regexMode: built.regexMode,
      locations: built.locations,
      aliases: aliasesOf(draft, drafts.servers),
      clientCertificate: draft.clientCertificate,
      snippetLocations: draft.snippet === undefined || draft.snippet === "opaque" ? [] : draft.snippet,
      appRoots: built.locations.flatMap(({ settings }) => settings.appRoot ?? []),
      hasTls: draft.tls !== undefined,
    });
    if (draft.locations.some((one) => !one.isDefault && one.settings.fromToWww)) {
      const from = draft.host.startsWith("www.") ? draft.host.slice(4) : `www.${draft.host}`;
      if (draft.host.startsWith("*")) {
        refused.push({ host: draft.host, reason: "from-to-www-redirect on a wildcard host" });
      } else if (!drafts.servers.has(from)) wwwRedirects.set(from, draft.host);
    }
  }
  return {
    world,
    servers,
    ...indexNames([...servers.values()], doubts),
    wwwRedirects,
    upstreams: drafts.upstreams,
    passedThrough: passedThrough(live, servers, drafts.upstreams, world),
    certificates: certificateNames(inFileOrder, servers, world),
    refused,
    doubts,
    dropped,
  };
}

/** An alias that is a host of its own, or the host itself, is dropped; the rest is sorted. */
function aliasesOf(draft: DraftServer, servers: ReadonlyMap<string, DraftServer>): readonly string[] {
  const kept = draft.aliases.filter((alias) => alias !== draft.host && !servers.has(alias));
  return [...new Set(kept)].sort(compareText);
}

type NameIndex = Pick<NginxTable, "names" | "wildcardAliases" | "patterns">;

/** Where a name is claimed twice, the server that stands first in the file answers. */
function indexNames(servers: readonly Server[], doubts: Doubt[]): NameIndex {
  const names = new Map<string, Server>();
  const wildcardAliases: { suffix: string; server: Server }[] = [];
  const patterns: { pattern: Pattern; server: Server }[] = [];
  for (const server of servers) {
    if (server.host.startsWith("*.")) patterns.push({ pattern: wildcardPattern(server.host), server });
    else names.set(server.host, server);
  }
  for (const server of servers) {
    for (const alias of server.aliases) {
      if (alias.startsWith("~")) {
        const compiled = compilePattern(alias.slice(1), { ignoreCase: true, dialect: "pcre" });
        if (compiled.ok) patterns.push({ pattern: compiled.pattern, server });
        else doubts.push({ host: server.host, reason: `server-alias ${alias}: ${compiled.problem.detail}` });
      } else if (alias.startsWith("*.")) wildcardAliases.push({ suffix: alias.slice(1), server });
      else if (!names.has(alias.toLowerCase())) names.set(alias.toLowerCase(), server);
    }
  }
  wildcardAliases.sort((a, b) => b.suffix.length - a.suffix.length);
  return { names, wildcardAliases, patterns };
}

/** One label of word characters and dashes (tpl buildServerName). */
function wildcardPattern(host: string): Pattern {
  const rest = host.slice(2).replaceAll(".", "\\.");
  const compiled = compilePattern(`^[\\w-]+\\.${rest}$`, { ignoreCase: true, dialect: "pcre" });
  if (!compiled.ok) throw new Error(`wildcard host ${host} is not a host name`);
  return compiled.pattern;
}

/**
 * Names with a certificate: hosts with a tls section, whatever the Secret holds, and aliases the certificate names. A Secret's
 * certificate is taken to name the hosts of its tls entry.
 */
function certificateNames(
  drafts: readonly DraftServer[],
  servers: ReadonlyMap<string, Server>,
  world: NginxWorld,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const draft of drafts) {
    if (draft.tls === undefined || draft.host === defaultHost) continue;
    names.add(draft.host);
    const { namespace, spec } = draft.tls;
    const isUsable = (tls: IngressTls): boolean =>
      tls.secretName !== undefined && !world.missingSecrets.has(`${namespace}/${tls.secretName}`);
    // An entry that lists the host is taken as it is, else the first whose certificate fits (ctl extractTLSSecretName).
    const entry =
      spec.tls.find((tls) => tls.hosts.some((host) => host.toLowerCase() === draft.host)) ??
      spec.tls.find((tls) => isUsable(tls) && covers(tls, draft.host));
    if (entry === undefined || !isUsable(entry)) continue;
    for (const alias of servers.get(draft.host)?.aliases ?? []) {
      if (covers(entry, alias)) names.add(alias);
    }
  }
  return names;
}

function covers({ hosts }: IngressTls, name: string): boolean {
  const wildcard = name.replace(/^[^.]+/, "*");
  return hosts.some((host) => host.toLowerCase() === name || host.toLowerCase() === wildcard);
}

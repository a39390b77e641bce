/**
 * Which host names a proof asks about: every host either side names, names that only a wildcard covers, and one nobody knows.
 */

import type { GatewayTable } from "../gateway/table/table.ts";
import { compareText } from "../model/brands.ts";
import type { NginxTable } from "../nginx/table/table.ts";

export interface HostProbe {
  /** As shown in the proof: a host, a wildcard, or "*". */
  readonly label: string;
  readonly hosts: readonly {
    readonly name: string;
    /** True for a name more than one label below the wildcard it probes. */
    readonly isDeep: boolean;
  }[];
}

export function findHosts(old: NginxTable, next: GatewayTable): readonly HostProbe[] {
  const names = new Set<string>();
  for (const server of old.servers.values()) {
    if (server.host !== "_") names.add(server.host);
    for (const alias of server.aliases) {
      if (!alias.startsWith("~")) names.add(alias.toLowerCase());
    }
  }
  for (const name of old.wwwRedirects.keys()) names.add(name);
  for (const scheme of ["http", "https"] as const) {
    for (const [listener, hosts] of next.hosts[scheme]) {
      if (listener !== "") names.add(listener);
      for (const hostname of hosts.keys()) {
        if (hostname !== "") names.add(hostname);
      }
    }
  }
  for (const hostname of next.tlsRoutes.keys()) names.add(hostname);
  const sorted = [...names].sort(compareText);
  return [
    ...sorted.map((name) => probeOf(name, names)),
    { label: "*", hosts: [{ name: freshName("invalid", names), isDeep: false }] },
  ];
}

function probeOf(name: string, names: ReadonlySet<string>): HostProbe {
  if (!name.startsWith("*.")) return { label: name, hosts: [{ name, isDeep: false }] };
  const one = freshName(name.slice(2), names);
  const deep = freshName(one, names);
  return {
    label: name,
    hosts: [
      { name: one, isDeep: false },
      { name: deep, isDeep: true },
    ],
  };
}

/** A name directly below `parent` that no rule names, alone or through a wildcard below it. */
function freshName(parent: string, names: ReadonlySet<string>): string {
  for (let count = 0; ; count += 1) {
    const name = `any${count === 0 ? "" : count}.${parent}`;
    if (!names.has(name) && !names.has(`*.${name}`)) return name;
  }
}

/** Diagnostics about what a Gateway of the repository does with the routes: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

/** What is said about one listener; `yaml` is what to add, on one line. */
interface AboutListener {
  /** "gateway-system/public". */
  readonly gateway: string;
  readonly listener: string;
}

export interface ServingParams {
  "gateway-listener-missing": AboutListener & { readonly known: readonly string[] };
  "gateway-host-uncovered": {
    readonly gateway: string;
    readonly host: string;
    readonly scheme: "http" | "https" | "TLS passthrough";
    readonly hostnames: readonly string[];
    readonly yaml: string;
  };
  "gateway-routes-refused": AboutListener & {
    readonly namespace: string;
    readonly from: string;
    readonly yaml: string;
  };
  "gateway-routes-selected": AboutListener & { readonly namespace: string; readonly labels: string };
  "gateway-certificate-missing": AboutListener & { readonly host: string; readonly yaml: string };
  "gateway-certificate-differs": AboutListener & {
    readonly hosts: readonly string[];
    readonly serves: readonly string[];
    readonly secrets: readonly string[];
  };
  "gateway-certificate-grant-missing": AboutListener & { readonly secret: string; readonly yaml: string };
  "gateway-certificate-shared": {
    readonly gateway: string;
    readonly secret: string;
    readonly listeners: readonly string[];
  };
  "gateway-too-many-listeners": { readonly gateway: string; readonly listeners: number };
  "gateway-not-planned": { readonly gateway: string; readonly why: string; readonly remedy: string };
}

export const servingCatalog: Catalog<ServingParams> = {
  "gateway-listener-missing": {
    title: "The Gateway has no such listener",
    severity: "blocker",
    explain: ({ gateway, listener, known }) =>
      `The routes would attach to the listener \`${listener}\` of Gateway ${gateway}, which has ${known.length === 0 ? "none for http or https" : listed(known)}. They would not be accepted, so none was written.`,
    remedy: () =>
      "Name the listeners under `gateway.sections` in .github/tidegate.yml, or add it to the Gateway.",
  },
  "gateway-host-uncovered": {
    title: "No listener of the Gateway takes the host",
    severity: "blocker",
    explain: ({ gateway, host, scheme, hostnames }) =>
      `No ${scheme} listener of Gateway ${gateway} takes ${host}: ${hostnames.length === 0 ? "there is none of that name" : `they are for ${listed(hostnames.map((name) => name || "every host"))}`}. The route would not be accepted, so none was written.`,
    remedy: ({ yaml }) => `Add this to the listeners: \`${yaml}\``,
  },
  "gateway-routes-refused": {
    title: "The listener takes no routes of this namespace",
    severity: "blocker",
    explain: ({ gateway, listener, namespace, from }) =>
      `Listener \`${listener}\` of Gateway ${gateway} takes routes from ${from}, and the route would stand in ${namespace}. It would not be accepted, so none was written.`,
    remedy: ({ yaml }) => `Let it in: \`${yaml}\``,
  },
  "gateway-routes-selected": {
    title: "The listener chooses namespaces by labels",
    severity: "warning",
    explain: ({ gateway, listener, namespace, labels }) =>
      `Listener \`${listener}\` of Gateway ${gateway} takes routes of namespaces with ${labels}; whether ${namespace} has them is not visible in the repository.`,
    remedy: ({ namespace }) => `Check the labels: \`kubectl get namespace ${namespace} --show-labels\`.`,
  },
  "gateway-certificate-missing": {
    title: "The listener has no certificate",
    severity: "blocker",
    explain: ({ gateway, listener, host }) =>
      `Listener \`${listener}\` of Gateway ${gateway}, which would serve ${host}, names no certificate. Clients could not connect, so no route was written.`,
    remedy: ({ yaml }) => `Add to its \`tls\`: \`${yaml}\``,
  },
  "gateway-certificate-differs": {
    title: "The Gateway serves another certificate",
    severity: "note",
    explain: ({ gateway, listener, hosts, serves, secrets }) =>
      `${listed(hosts)} ${hosts.length === 1 ? "is" : "are"} served with ${secrets.length === 0 ? "the controller's default certificate" : `Secret ${listed(secrets)}`} today, and with ${listed(serves)} by listener \`${listener}\` of Gateway ${gateway}.`,
    remedy: () => "Check that the certificate of the listener is valid for these names.",
  },
  "gateway-certificate-grant-missing": {
    title: "The Gateway may not read the certificate",
    severity: "warning",
    explain: ({ gateway, listener, secret }) =>
      `Listener \`${listener}\` of Gateway ${gateway} names Secret ${secret} of another namespace, and no ReferenceGrant there allows it. The listener would not be programmed.`,
    remedy: ({ yaml }) => `Add: \`${yaml}\``,
  },
  "gateway-certificate-shared": {
    title: "Listeners share a certificate",
    severity: "warning",
    explain: ({ gateway, secret, listeners }) =>
      `Listeners ${listed(listeners.map((name) => `\`${name}\``))} of Gateway ${gateway} serve Secret ${secret}. A browser that speaks HTTP/2 may send requests for one host over the connection of another, where they meet the other listener: answered with 421 by some data planes, with 404 or the wrong route by others.`,
    remedy: () =>
      "Give each host a certificate of its own, or serve all of them by one listener with the wildcard hostname.",
  },
  "gateway-too-many-listeners": {
    title: "More listeners than a Gateway may have",
    severity: "warning",
    explain: ({ gateway, listeners }) =>
      `Gateway ${gateway} would have ${listeners} listeners; 64 is the most.`,
    remedy: () =>
      "Cover several hosts with a wildcard listener and certificate, spread them over Gateways (`gatewayByClass`), or use ListenerSets (Gateway API 1.5).",
  },
  "gateway-not-planned": {
    title: "Wave 0 cannot write the Gateway",
    severity: "warning",
    explain: ({ gateway, why }) => `Gateway ${gateway} was not written: ${why}.`,
    remedy: ({ remedy }) => remedy,
  },
};

function listed(given: readonly string[]): string {
  const items = [...given];
  if (items.length <= 1) return items[0] ?? "";
  const shown = items.length > 8 ? [...items.slice(0, 8), `${items.length - 8} more`] : items;
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

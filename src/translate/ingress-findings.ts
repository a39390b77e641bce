/**
 * What there is to say about one Ingress beside its paths and annotations: certificates, DNS, the protocol of its Services.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Config } from "../model/config.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import { externalDnsKeys, hasManagedCertificate } from "./carried-metadata.ts";
import { type Claim, isCanary, type ReadIngress } from "./hosts.ts";
import type { PlannedHost } from "./plan-rules.ts";
import type { ResolvedBackend } from "./ports.ts";
import { needsHttps } from "./sides.ts";

export function ingressFindings(
  { ingress }: ReadIngress,
  own: readonly PlannedHost[],
  { externalDns }: Config["dns"],
): readonly Diagnostic[] {
  const where = { ingress: ingress.key };
  const found: Diagnostic[] = [];
  if (ingress.spec.defaultBackend?.kind === "resource") {
    found.push(diagnose("backend-is-no-service", { host: "", path: "/" }, where));
  }
  const tlsHosts = own.filter(({ facts, planned }) => facts.host !== "" && needsHttps(facts, planned.rules));
  if (tlsHosts.length > 0) {
    const secrets = [
      ...new Set(ingress.spec.tls.flatMap(({ secretName }) => (secretName ? [secretName] : []))),
    ];
    const hosts = tlsHosts.map(({ facts }) => facts.host);
    found.push(diagnose("certificate-needed-on-gateway", { hosts, secrets }, where));
  }
  if (hasManagedCertificate(ingress)) found.push(diagnose("certificate-issued-for-ingress", {}, where));
  const dns = externalDnsKeys(ingress, externalDns?.prefix);
  if (dns.length > 0) found.push(diagnose("external-dns-stays-on-ingress", { keys: dns }, where));
  return found;
}

/** True when no finding elsewhere says why an Ingress has no route: lost paths, refused paths, a canary. */
export function isUnexplained(read: ReadIngress, own: readonly PlannedHost[]): boolean {
  const isMine = ({ claim }: { readonly claim: Claim }) => claim.owner.ingress === read.ingress;
  const isExplained = own.some(
    ({ facts, planned }) => facts.lost.some(isMine) || planned.refusals.some(isMine),
  );
  return !isCanary(read) && !isExplained;
}

const plainProtocols: ReadonlySet<string> = new Set(["http", "HTTP", "kubernetes.io/ws"]);

/** ingress-nginx does not look at appProtocol; a gateway does. */
export function protocolFindings(
  read: ReadIngress,
  backends: readonly ResolvedBackend[],
): readonly Diagnostic[] {
  if (intentOf(read.reading, "backend-protocol")?.protocol !== "HTTP") return [];
  return backends.flatMap(({ name, servicePort }) => {
    const appProtocol = servicePort?.appProtocol;
    if (appProtocol === undefined || plainProtocols.has(appProtocol)) return [];
    return [
      diagnose("service-protocol-differs", { service: name, appProtocol }, { ingress: read.ingress.key }),
    ];
  });
}

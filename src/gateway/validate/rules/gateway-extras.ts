/** Addresses of a Gateway, the metadata it hands on to what is made for it, and whose client certificates it trusts. */
import { isIpv4, isIpv6 } from "../schema/formats.ts";
import { invalid, type Violation } from "../violation.ts";
import { type Declared, type GatewayShape, isAtLeast } from "./shapes.ts";

const hostname = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const addressTypes = ["Hostname", "IPAddress", "NamedAddress"];

export function checkAddresses({ addresses = [] }: GatewayShape): readonly Violation[] {
  return addresses.flatMap(({ type, value }, index) => {
    const field = `spec.addresses[${index}]`;
    const found: Violation[] = [];
    if (!addressTypes.includes(type) && !type.includes("/")) {
      found.push(
        invalid(`${field}.type`, `must be one of ${addressTypes.join(", ")} or a name with a domain`),
      );
    }
    if (value === undefined) return found;
    if (type === "IPAddress" && !isIpv4(value) && !isIpv6(value)) {
      found.push(invalid(`${field}.value`, "must be an IP address"));
    }
    if (type === "Hostname" && !hostname.test(value))
      found.push(invalid(`${field}.value`, "must be a host name"));
    const repeats = addresses.slice(0, index).some((other) => other.type === type && other.value === value);
    if (repeats && ["IPAddress", "Hostname"].includes(type)) {
      found.push(invalid(`${field}.value`, "repeats an earlier address"));
    }
    return found;
  });
}

export function checkInfrastructure(
  { infrastructure }: GatewayShape,
  { gatewayApi }: Declared,
): readonly Violation[] {
  const { labels = {}, annotations = {} } = infrastructure ?? {};
  const found = [...checkKeys(labels, "labels"), ...checkKeys(annotations, "annotations")];
  if (Object.keys(annotations).length > 8 && !isAtLeast(gatewayApi, 1, 6)) {
    found.push(
      invalid("spec.infrastructure.annotations", "must have at most 8 entries before Gateway API 1.6"),
    );
  }
  return found;
}

export function checkFrontendTls({ tls }: GatewayShape, { gatewayApi }: Declared): readonly Violation[] {
  const frontend = tls?.frontend;
  if (frontend === undefined || isAtLeast(gatewayApi, 1, 6)) return [];
  const places = [
    { field: "spec.tls.frontend.default", tls: frontend.default },
    ...(frontend.perPort ?? []).map((port, index) => ({
      field: `spec.tls.frontend.perPort[${index}].tls`,
      tls: port.tls,
    })),
  ];
  return places
    .filter((place) => (place.tls.validation?.caCertificateRefs ?? []).length > 8)
    .map(({ field }) =>
      invalid(`${field}.validation.caCertificateRefs`, "must have at most 8 items before Gateway API 1.6"),
    );
}

function checkKeys(map: Readonly<Record<string, string>>, name: string): readonly Violation[] {
  return Object.keys(map).flatMap((key) => {
    const slash = key.lastIndexOf("/");
    const prefix = key.slice(0, Math.max(slash, 0));
    const prefixFits = slash < 0 || (prefix.length < 253 && hostname.test(prefix) && !prefix.startsWith("*"));
    if (prefixFits && /^([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/.test(key.slice(slash + 1))) return [];
    return [
      invalid(`spec.infrastructure.${name}[${JSON.stringify(key)}]`, "must have a key as labels have it"),
    ];
  });
}

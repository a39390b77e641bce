/**
 * Addresses and CIDRs as allow lists take them: a bare address becomes a range of one, host bits of an IPv4 range are cleared
 * as nginx does.
 */

/** Canonical CIDR text, or undefined when the element is no address. */
export function parseSourceRange(element: string): string | undefined {
  const text = element.trim();
  if (text.length > 64) return undefined;
  const [address = "", bits, ...rest] = text.split("/");
  if (rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  return address.includes(":") ? ipv6Range(address, bits) : ipv4Range(address, bits);
}

function ipv4Range(address: string, bits: string | undefined): string | undefined {
  const octets = address.split(".");
  if (
    octets.length !== 4 ||
    !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)
  ) {
    return undefined;
  }
  const length = bits === undefined ? 32 : Number(bits);
  if (length > 32) return undefined;
  const masked = octets.map((octet, index) => {
    const kept = Math.min(8, Math.max(0, length - index * 8));
    return Number(octet) & (256 - 2 ** (8 - kept));
  });
  return `${masked.join(".")}/${length}`;
}

function ipv6Range(address: string, bits: string | undefined): string | undefined {
  const length = bits === undefined ? 128 : Number(bits);
  if (length > 128) return undefined;
  const [head = "", tail, ...rest] = address.split("::");
  if (rest.length > 0) return undefined;
  const groups = [head, tail ?? ""].flatMap((part) => (part === "" ? [] : part.split(":")));
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  if (tail === undefined ? groups.length !== 8 : groups.length > 7) return undefined;
  return `${address.toLowerCase()}/${length}`;
}

/**
 * Address ranges of allow and deny lists. Addresses are compared as numbers of 128 bits; IPv4 lives in its own family.
 */

export interface Cidr {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads "10.0.0.0/8", "10.0.0.1", "2001:db8::/32"; undefined when it is no address or range. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = address.family === 4 ? 32 : 128;
  const length = slash < 0 ? bits : prefixLength(text.slice(slash + 1), bits);
  if (length === undefined) return undefined;
  const size = 1n << BigInt(bits - length);
  const first = (address.value / size) * size;
  return { family: address.family, first, last: first + size - 1n };
}

export function cidrContains(range: Cidr, address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined || parsed.family !== range.family) return false;
  return parsed.value >= range.first && parsed.value <= range.last;
}

/** The address with this number, as text; undefined outside the family's space. */
export function addressText(family: 4 | 6, value: bigint): string | undefined {
  const bits = family === 4 ? 32n : 128n;
  if (value < 0n || value >= 1n << bits) return undefined;
  if (family === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  }
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - index * 16)) & 0xffffn);
  return groups.map((group) => group.toString(16)).join(":");
}

function prefixLength(text: string, bits: number): number | undefined {
  if (!/^\d{1,3}$/.test(text)) return undefined;
  const length = Number(text);
  return length <= bits ? length : undefined;
}

function parseAddress(text: string): { readonly family: 4 | 6; readonly value: bigint } | undefined {
  if (text.includes(":")) return parseV6(text);
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // Go refuses leading zeros, which other readers take as octal.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return { family: 4, value };
}

function parseV6(text: string): { readonly family: 6; readonly value: bigint } | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string | undefined): readonly string[] =>
    half === undefined || half === "" ? [] : half.split(":");
  const [head, tail] = [groupsOf(halves[0]), groupsOf(halves[1])];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const zeros = Array.from({ length: halves.length === 1 ? 0 : missing }, () => "0");
  let value = 0n;
  for (const group of [...head, ...zeros, ...tail]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = value * 65536n + BigInt(Number.parseInt(group, 16));
  }
  return { family: 6, value };
}

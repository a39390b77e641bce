/**
 * Which network addresses may be asked. A repository's text names the servers, so nothing inside the own network answers to it:
 * loopback, private, link-local (cloud metadata), shared, multicast and reserved ranges are refused.
 */
import { cidrContains, parseCidr } from "../../../model/cidr.ts";

const closed = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
].flatMap((text) => parseCidr(text) ?? []);

export function isPublicAddress(address: string): boolean {
  const bare = address.toLowerCase().replace(/%.*$/, "");
  const mapped = /^::ffff:(.+)$/.exec(bare)?.[1];
  if (mapped !== undefined)
    return mapped.includes(".") ? isPublicAddress(mapped) : isPublicAddress(fromHex(mapped));
  if (parseCidr(bare) === undefined) return false;
  return !closed.some((range) => cidrContains(range, bare));
}

/** "7f00:1" of ::ffff:7f00:1 as 127.0.0.1; anything else is no address. */
function fromHex(text: string): string {
  const [high = "", low = ""] = text.split(":");
  const value = Number.parseInt(high, 16) * 65536 + Number.parseInt(low, 16);
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) return "";
  return [24, 16, 8, 0].map((shift) => String(Math.floor(value / 2 ** shift) % 256)).join(".");
}

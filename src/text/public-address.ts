import { isIP } from "node:net";
import { AddressBlocks } from "./cidr.ts";

/**
 * IPv4 blocks that nobody on the Internet can be reached at, from IANA's special-purpose registry: this host, private, shared
 * (carrier NAT), loopback, link-local, protocol assignments, documentation, the 6to4 relay, benchmarking, multicast, reserved.
 */
const CLOSED_IPV4 = new AddressBlocks([
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"],
  ...["192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
]);
/** Of IPv6 only this much is given out for the Internet; loopback, link-local, unique local, multicast … lie outside it. */
const OPEN_IPV6 = new AddressBlocks(["2000::/3"]);
/** Within it: protocol assignments (Teredo, benchmarking, ORCHID …) and documentation. */
const CLOSED_IPV6 = new AddressBlocks(["2001::/23", "2001:db8::/32", "3fff::/20"]);

/** Is this an address that belongs to somebody on the Internet? False for what is no address, and for one with a zone (`fe80::1%eth0`). */
export function isPublicAddress(address: string): boolean {
  const inner = innerIPv4(address) ?? address;
  if (isIP(inner) === 4) return !CLOSED_IPV4.has(inner);
  return isIP(inner) === 6 && !inner.includes("%") && OPEN_IPV6.has(inner) && !CLOSED_IPV6.has(inner);
}

/** The IPv4 address that packets to this IPv6 address end at: mapped (`::ffff:`), translated (NAT64, RFC 6052) or tunnelled (6to4, RFC 3056). */
export function innerIPv4(address: string): string | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groupsOf(address);
  const mapped = (a | b | c | d | e) === 0 && f === 0xffff;
  const translated = a === 0x64 && b === 0xff9b && (c | d | e | f) === 0;
  if (mapped || translated) return dotted(g, h);
  return a === 0x2002 ? dotted(b, c) : undefined;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The eight groups of 16 bits; empty for what is no IPv6 address. */
function groupsOf(address: string): readonly number[] {
  if (isIP(address) !== 6 || address.includes("%")) return [];
  // the URL parser writes every address in one way, with groups of hex digits only
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

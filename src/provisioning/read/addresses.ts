import { isIP } from "node:net";
import { AddressBlocks } from "../../text/cidr.ts";
import type { Reader } from "./reader.ts";
import { scalar } from "./scalars.ts";

const EXPECTED = 'must be an address block like "192.0.2.0/24", "2001:db8::/32" or a single address';

/**
 * An IPv4 or IPv6 block in CIDR notation; a single address becomes a block of one (`/32`, `/128`). Bits of the address
 * beyond the prefix are refused, as one of the two was then meant differently.
 */
export function cidr(): Reader<string> {
  return scalar((value) => {
    if (typeof value !== "string") return { wrong: EXPECTED };
    const [address = "", prefix, ...rest] = value.split("/");
    const version = address.includes("%") ? 0 : isIP(address);
    const width = version === 4 ? 32 : 128;
    if (version === 0 || rest.length > 0 || (prefix !== undefined && !/^(0|[1-9][0-9]{0,2})$/.test(prefix))) return { wrong: EXPECTED };
    const bits = prefix === undefined ? width : Number(prefix);
    if (bits > width) return { wrong: `has a prefix longer than ${width} bits` };
    if ((addressBits(address) & ((1n << BigInt(width - bits)) - 1n)) !== 0n) {
      return {
        wrong: `names a single address but has a prefix of ${bits} bits: write the block's first address, or the address without a prefix`,
      };
    }
    return { value: `${address}/${bits}` };
  });
}

/** @param address one that `isIP` knows */
function addressBits(address: string): bigint {
  if (isIP(address) === 4) return address.split(".").reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
  // The URL parser writes an embedded IPv4 address as two groups of hex digits.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = groups.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/**
 * Blocks that nobody on the Internet can be reached at, from IANA's special-purpose registries: this host, private,
 * shared, loopback, link-local, protocol assignments, benchmarking, multicast, reserved; and those of IPv6, with the ones
 * that carry an IPv4 address inside. Addresses mapped from IPv4 are looked up as IPv4.
 */
const CLOSED = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
];
const closed = new AddressBlocks(CLOSED);

/**
 * A test of push URLs' hosts: true for one that is, by itself, no target, because it is an address inside a closed block,
 * or `localhost`, which always means one. What other names stand for can only be seen when they are looked up.
 * The test takes a host as `URL` gives it: lower case, addresses normalised, IPv6 in brackets.
 *
 * @param allowed blocks that are declared as targets all the same
 */
export function closedHosts(allowed: readonly string[]): (host: string) => boolean {
  const open = new AddressBlocks(allowed);
  return (host) => {
    const name = host.replace(/\.$/, "");
    const addresses = name === "localhost" || name.endsWith(".localhost") ? ["127.0.0.1", "::1"] : [name.replace(/^\[|\]$/g, "")];
    return addresses.some((address) => closed.has(address)) && !addresses.some((address) => open.has(address));
  };
}

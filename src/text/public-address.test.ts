import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { innerIPv4, isPublicAddress } from "./public-address.ts";

describe("an address", () => {
  it.each([
    ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255"],
    ...["192.0.0.8", "192.168.255.255", "198.19.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::7f00:1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fdff::1", "ff02::1", "100::1", "2001:db8::1", "3fff::1"],
    ...["::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:FFFF:0A00:0001", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"],
    ...["2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101:1::5", "2001::1", "4000::1", "fe80::1%eth0", "2400:3200::1%eth0"],
    ...["", "localhost", "1.2.3", "[::1]", "8.8.8.8 "],
  ])("is not public: %j", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    ...["8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "192.167.0.1", "223.255.255.255", "11.0.0.1"],
    ...["2400:3200::1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"],
  ])("is public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it("is judged by the IPv4 address inside it, however that is written", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(octet, octet, octet, octet, (a, b, c, d) => {
        const plain = `${a}.${b}.${c}.${d}`;
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        for (const outer of [`::ffff:${plain}`, `::ffff:${hex}`, `64:ff9b::${plain}`, `64:ff9b::${hex}`, `2002:${hex}::1`]) {
          expect(innerIPv4(outer)).toBe(plain);
          expect(isPublicAddress(outer)).toBe(isPublicAddress(plain));
        }
      }),
    );
  });

  it("has no other inside", () => {
    for (const address of ["8.8.8.8", "2400:3200::1", "::8.8.8.8", "64:ff9b:1::808:808", "nothing"])
      expect(innerIPv4(address)).toBeUndefined();
  });
});

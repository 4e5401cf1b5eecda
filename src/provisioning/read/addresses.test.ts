import { describe, expect, it } from "vitest";
import { Problems } from "../problems.ts";
import { Lines } from "../yaml/lines.ts";
import { cidr, closedHosts } from "./addresses.ts";
import { WRONG } from "./reader.ts";

function readBlock(value: string): string | undefined {
  const block = cidr().read({ kind: "scalar", at: 0, value, written: value }, ["allowFrom", 0], new Problems(new Lines("")));
  return block === WRONG ? undefined : block;
}

describe("an address block", () => {
  it.each(["192.0.2.0/24", "10.0.0.0/8", "0.0.0.0/0", "192.0.2.128/25", "2001:db8::/32", "::/0", "fe80::1/128", "::ffff:192.0.2.0/120"])(
    "may be %s",
    (block) => {
      expect(readBlock(block)).toBe(block);
    },
  );

  it("may be a single address", () => {
    expect(readBlock("192.0.2.7")).toBe("192.0.2.7/32");
    expect(readBlock("2001:db8::7")).toBe("2001:db8::7/128");
  });

  it.each([
    ...["", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/024", "192.0.2.0/-1", "192.0.2.0/24/24", "192.0.2/24", "192.0.2.0 /24"],
    ...["0x7f000001", "256.0.0.0/8", "010.0.0.0/8", "::/129", "1::2::3/64", "fe80::1%eth0", "example.com", "*"],
  ])("may not be %j", (block) => {
    expect(readBlock(block)).toBeUndefined();
  });

  it.each(["192.0.2.1/24", "10.1.0.0/8", "2001:db8::1/64", "2001:db8:0:0:1::/64", "::ffff:192.0.2.1/120"])(
    "may not be %s, whose address isn't the block's first",
    (block) => {
      expect(readBlock(block)).toBeUndefined();
    },
  );
});

describe("a push URL's host", () => {
  const hostOf = (url: string): string => new URL(url).hostname;

  it.each([
    ...[
      "http://127.0.0.1/",
      "http://127.1/",
      "http://2130706433/",
      "http://0x7f.0.0.1/",
      "http://0/",
      "http://10.1.2.3/",
      "http://172.31.255.255/",
    ],
    ...["http://192.168.0.1/", "http://169.254.169.254/latest", "http://100.64.0.1/", "http://224.0.0.1/", "http://255.255.255.255/"],
    ...["http://[::1]/", "http://[::]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:a00:1]/"],
    ...["http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://localhost/", "http://LOCALHOST./", "http://api.localhost:8080/"],
  ])("is closed: %s", (url) => {
    expect(closedHosts([])(hostOf(url))).toBe(true);
  });

  it.each([
    ...[
      "http://8.8.8.8/",
      "http://172.32.0.1/",
      "http://100.128.0.1/",
      "http://[2400:3200::1]/",
      "http://[::ffff:8.8.8.8]/",
      "https://example.com/",
    ],
    ...["http://localhost.example.com/", "http://notlocalhost/", "http://127.0.0.1.example.com/"],
  ])("is open: %s", (url) => {
    expect(closedHosts([])(hostOf(url))).toBe(false);
  });

  it("is open inside a block that is declared, and nowhere else", () => {
    const isClosed = closedHosts(["127.0.0.0/8", "fd00:20::/32"]);
    expect(
      ["http://127.9.9.9/", "http://localhost/", "http://[::ffff:127.0.0.1]/", "http://[fd00:20::5]/"].map(hostOf).filter(isClosed),
    ).toEqual([]);
    expect(["http://10.0.0.1/", "http://[::1]/", "http://[fd00:21::5]/"].map(hostOf).every(isClosed)).toBe(true);
  });
});

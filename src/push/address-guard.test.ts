import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { describe, expect, it } from "vitest";
import { AddressGuard, AddressRefused, type Resolve } from "./address-guard.ts";

function answering(...addresses: readonly string[]): Resolve {
  return async () => addresses;
}

function lookUp(lookup: LookupFunction, host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses as LookupAddress[])));
  });
}

describe("a guard", () => {
  it.each(["ftp://example.com/", "file:///etc/passwd", "data:text/plain,1", "ws://example.com/"])("refuses %s", (url) => {
    expect(new AddressGuard(["0.0.0.0/0", "::/0"]).refuses(new URL(url))?.message).toBe("only http and https addresses can be pushed to");
  });

  it.each([
    ...["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://127.1./", "https://169.254.169.254/latest", "http://0/"],
    ...["http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[fd00::1]/", "http://[64:ff9b::10.0.0.1]/", "http://[2002:a00:1::]/"],
  ])("refuses %s without a look-up, as connections to an address make none", (url) => {
    expect(new AddressGuard([]).refuses(new URL(url))).toBeInstanceOf(AddressRefused);
  });

  it.each(["http://8.8.8.8/", "http://[2400:3200::1]/", "https://example.com/", "http://localhost/"])(
    "sees nothing wrong with %s yet",
    (url) => {
      expect(new AddressGuard([]).refuses(new URL(url))).toBeUndefined();
    },
  );

  it("hands a connection all the addresses of a name, in their order", async () => {
    const guard = new AddressGuard([], answering("2400:3200::1", "8.8.8.8"));
    expect(await lookUp(guard.lookup, "example.com")).toEqual([
      { address: "2400:3200::1", family: 6 },
      { address: "8.8.8.8", family: 4 },
    ]);
  });

  it("hands one that asks for a single address the first", async () => {
    const guard = new AddressGuard([], answering("8.8.8.8", "8.8.4.4"));
    const found = await new Promise((resolve) => {
      guard.lookup("example.com", {}, (...args) => resolve(args));
    });
    expect(found).toEqual([null, "8.8.8.8", 4]);
  });

  it.each(["10.0.0.1", "127.0.0.1", "::1", "fe80::1%eth0", "::ffff:192.168.0.1", "64:ff9b::7f00:1", "2002:c0a8:1::"])(
    "refuses a name that stands for %s, and leaves that out where it stands for others too",
    async (address) => {
      await expect(lookUp(new AddressGuard([], answering(address)).lookup, "example.com")).rejects.toThrow(
        `not a public address, and not in settings.push.allowAddresses: ${address}`,
      );
      const both = new AddressGuard([], answering(address, "8.8.8.8", address));
      expect(await lookUp(both.lookup, "example.com")).toEqual([{ address: "8.8.8.8", family: 4 }]);
    },
  );

  it("lets pass what the operator allows, whichever way it is written, and nothing beside it", async () => {
    const guard = new AddressGuard(["10.20.0.0/16", "fd00:20::/32"], async (host) => [host.replace("at-", "")]);
    for (const address of ["10.20.0.1", "::ffff:10.20.0.1", "::ffff:a14:1", "64:ff9b::10.20.0.1", "fd00:20::1"])
      expect(await lookUp(guard.lookup, `at-${address}`)).toHaveLength(1);
    expect(guard.refuses(new URL("http://[::ffff:10.20.0.1]/"))).toBeUndefined();
    for (const address of ["10.21.0.1", "::ffff:10.21.0.1", "fd00:21::1", "127.0.0.1"])
      await expect(lookUp(guard.lookup, `at-${address}`)).rejects.toThrow(AddressRefused);
  });

  it("looks a name up once for all that ask at the same time, and again later", async () => {
    const asked: string[] = [];
    const guard = new AddressGuard([], async (host) => {
      asked.push(host);
      return ["8.8.8.8"];
    });
    await Promise.all([lookUp(guard.lookup, "a.example"), lookUp(guard.lookup, "a.example"), lookUp(guard.lookup, "b.example")]);
    expect(asked).toEqual(["a.example", "b.example"]);
    await lookUp(guard.lookup, "a.example");
    expect(asked).toHaveLength(3);
  });

  it("passes on that a name has no address", async () => {
    await expect(lookUp(new AddressGuard([], answering()).lookup, "example.com")).rejects.toThrow("example.com has no address");
    const failing = new AddressGuard([], () => Promise.reject(new Error("getaddrinfo ENOTFOUND example.com")));
    await expect(lookUp(failing.lookup, "example.com")).rejects.toThrow("ENOTFOUND");
  });
});

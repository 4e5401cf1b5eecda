import { describe, expect, it } from "vitest";
import { parseSettings } from "./settings.ts";

const DIALECTS = ["huaxin", "qxt"];
const LEAST = { dialect: "huaxin", url: "https://sms.example.com", account: "acct" };

function problems(own: unknown): readonly string[] {
  const parsed = parseSettings(own, DIALECTS);
  return parsed.ok ? [] : parsed.problems.map(({ message }) => message);
}

function own(given: object): unknown {
  const parsed = parseSettings({ ...LEAST, ...given }, DIALECTS);
  return parsed.ok ? parsed.own : parsed.problems;
}

describe("the http block", () => {
  it("needs to say which interface, where, and as whom", () => {
    expect(problems({})).toEqual([
      "dialect is missing: it must be one of huaxin, qxt",
      "url is missing: it must be an http or https URL of host, port and mount alone, such as https://sms.example.com",
      "account is missing: it must be a text of 1 to 128 characters, in quotes where it is a number",
    ]);
    expect(own({})).toEqual({
      ...LEAST,
      ...{ password: "", md5Key: "", veryCode: "", userId: "", poll: 30_000, callbackPath: "", callbackFrom: [], options: {} },
    });
  });

  it("takes everything there is to say", () => {
    const all = {
      password: "密码 +",
      md5Key: "k",
      veryCode: "v",
      poll: "1m",
      callbackPath: "/upstream/k3Jx9QzT",
      callbackFrom: ["192.0.2.0/24", "2001:db8::1"],
      options: { format: "json" },
    };
    expect(own({ ...all, userId: 12 })).toEqual({ ...LEAST, ...all, userId: "12", poll: 60_000 });
  });

  it.each([["192.0.2.0/33"], "192.0.2.1", ["example.com"], [7], Array(101).fill("192.0.2.1")])(
    "takes no blocks that aren't: %s",
    (callbackFrom) => {
      expect(problems({ ...LEAST, callbackFrom })).toEqual([
        'callbackFrom must be a list of at most 100 address blocks like "192.0.2.0/24"',
      ]);
    },
  );

  it("asks for nothing where upstream pushes, unless told to", () => {
    expect(own({ callbackPath: "/a" })).toMatchObject({ poll: 0 });
    expect(own({ callbackPath: "/a", poll: "5s" })).toMatchObject({ poll: 5_000 });
    expect(own({ poll: "0s" })).toMatchObject({ poll: 0 });
  });

  it("takes the slash at the end of an address off, and keeps its mount", () => {
    expect(own({ url: "http://127.0.0.1:8030/huaxin//" })).toMatchObject({ url: "http://127.0.0.1:8030/huaxin" });
  });

  it.each([
    { dialect: "smpp" },
    { url: "sms.example.com" },
    { url: "ftp://sms.example.com" },
    { url: "https://user:pass@sms.example.com" },
    { url: "https://sms.example.com/?a=b" },
    { url: `https://sms.example.com/${"x".repeat(1_000)}` },
    { account: "" },
    { account: 13_800_000_000 },
    { password: "a\nb" },
    { userId: "abc" },
    { poll: "2h" },
    { poll: "50ms" },
    { callbackPath: "upstream" },
    { callbackPath: "/up stream" },
    { callbackPath: "/" },
    { options: ["json"] },
    { options: { format: true } },
    { options: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`o${index}`, ""])) },
    { pasword: "x" },
  ])("is refused with %j", (given) => expect(problems({ ...LEAST, ...given })).toHaveLength(1));

  it.each([null, "huaxin", []])("is no %j", (block) => expect(problems(block).length).toBeGreaterThan(0));
});

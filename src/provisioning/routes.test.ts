import { describe, expect, it } from "vitest";
import { complaints, FACTS, marked } from "./facts.testing.ts";
import { parseProvisioning } from "./parse.ts";

const product = (rest: string): string => `version: 1\nproducts:\n  - name: p\n    ${rest}\n`;
const route = (rest: string): string => product(`routes:\n      - { operators: [mobile], ${rest} }`);

function planOf(text: string) {
  const parsed = parseProvisioning(text, FACTS);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.plan;
}

describe("a route", () => {
  const read = (rest: string) => planOf(route(rest)).products[0]?.routes[0];

  it("has no turns where channels are plain names, as files of earlier releases have them", () => {
    expect(read("channels: [a, b]")).toEqual({ media: "sms", operators: ["mobile"], channels: ["a", "b"] });
  });

  it("has the turns that are stated; a plain name has its place, a mapping priority 1 and weight 1", () => {
    expect(read("channels: [{ channel: a, weight: 7 }, { channel: b }, c, { channel: d, priority: 9 }]")).toMatchObject({
      channels: ["a", "b", "c", "d"],
      turns: [
        { priority: 1, weight: 7 },
        { priority: 1, weight: 1 },
        { priority: 3, weight: 1 },
        { priority: 9, weight: 1 },
      ],
    });
  });

  it("is for provinces and classes where it says so", () => {
    expect(read("provinces: [广东, 内蒙古], classes: [verification], channels: [a]")).toMatchObject({
      provinces: ["广东", "内蒙古"],
      classes: ["verification"],
    });
  });

  it.each([
    ["provinces: [▸广东省], channels: [a]", 'entry 1 of provinces names no province: "广东省"; did you mean "广东"?'],
    ["provinces: [北京, ▸北京], channels: [a]", "entry 2 of provinces was there before, on line 5; it may be there once"],
    ["provinces: ▸[], channels: [a]", "provinces must not be empty"],
    ["classes: [▸codes], channels: [a]", 'entry 1 of classes must be "verification", "notice" or "marketing", not "codes"'],
    ["channels: [{ channel: a, weight: ▸0 }]", "weight must be a whole number from 1 to 1000, in digits and without quotes"],
    ["channels: [{ channel: a, priority: ▸1.5 }]", "priority must be a whole number from 1 to 1000, in digits and without quotes"],
    ["channels: [▸{ weight: 2 }]", "channel is missing: a channel of a route needs one"],
    ["channels: [{ channel: a, ▸wieght: 2 }]", '"wieght" is no key of a channel of a route; did you mean "weight"?'],
    ["channels: [a, ▸{ channel: a }]", "entry 2 of channels was there before, on line 5; it may be there once"],
    ["channels: [▸[a]]", "entry 1 of channels must be a single value, not a list"],
  ])("is refused where it says %s", (rest, message) => {
    const { text, places } = marked(route(rest));
    expect(complaints(text)).toEqual([`${places[0]}: ${message}`]);
  });

  it("names every province where none is like the one written", () => {
    expect(complaints(route("provinces: [Guangdong], channels: [a]"))[0]).toMatch(
      /names no province: "Guangdong"; there are 北京, .*新疆$/,
    );
  });

  it("can't ask for a province of international numbers", () => {
    const { text, places } = marked(product("routes: [{ operators: [mobile, ▸international], provinces: [北京], channels: [a] }]"));
    expect(complaints(text)).toEqual([`${places[0]}: international numbers are of no province: give them a route without provinces`]);
  });
});

describe("retryUndelivered", () => {
  it("has 10 minutes unless it says otherwise, and is absent where it isn't stated", () => {
    expect(planOf(product('routes: []\n    retryUndelivered: { codes: [UNDELIV, "MA:*"] }')).products[0]?.retryUndelivered).toEqual({
      within: 600_000,
      codes: ["UNDELIV", "MA:*"],
    });
    expect(planOf(product("routes: []")).products[0]).not.toHaveProperty("retryUndelivered");
  });

  it.each([
    ["▸{ within: 5m }", "codes is missing: retryUndelivered needs one"],
    ["{ codes: ▸[] }", "codes must not be empty"],
    ["{ codes: [▸M*A] }", "entry 1 of codes must be a receipt's code, or the beginning of some and a *"],
    ["{ codes: [A], within: ▸25h }", "within must be a duration from 1s to 24h"],
  ])("is refused as %s", (rest, message) => {
    const { text, places } = marked(product(`routes: []\n    retryUndelivered: ${rest}`));
    expect(complaints(text)).toEqual([`${places[0]}: ${message}`]);
  });
});

describe("circuit", () => {
  const channel = (rest: string): string =>
    `version: 1\nchannels:\n  - { name: a, kind: simulator, operators: [mobile], code: "1069", circuit: ${rest} }\n`;

  it("is off, or has the usual numbers where it doesn't state them", () => {
    expect(planOf(channel("off")).channels[0]?.circuit).toBe("off");
    expect(planOf(channel("{ failures: 3 }")).channels[0]?.circuit).toEqual({ failures: 3, share: 0.5, window: 30_000, open: 10_000 });
  });

  it.each([
    ["▸on", "circuit must be off, or a mapping (key: value)"],
    ["▸[]", "circuit must be a mapping (key: value), not a list"],
    ["{ share: ▸0 }", "share must be a number above 0, up to 1, like 0.5"],
    ["{ share: ▸50 }", "share must be a number above 0, up to 1, like 0.5"],
    ["{ open: ▸10m }", "open must be a duration from 100ms to 5m"],
  ])("is refused as %s", (rest, message) => {
    const { text, places } = marked(channel(rest));
    expect(complaints(text)).toEqual([`${places[0]}: ${message}`]);
  });
});

import { describe, expect, it } from "vitest";
import { PLAIN_SCRIPT, readScript } from "./script.ts";

describe("a script", () => {
  it("of nothing is a carrier that does its work", () => {
    expect(PLAIN_SCRIPT).toMatchObject({ login: undefined, answerAfter: 0, receiptAfter: 1_000, endings: true, rules: [], inbound: [] });
    expect(readScript("# only a remark")).toEqual(PLAIN_SCRIPT);
  });

  it("says what happens to which submits", () => {
    const { rules, inbound, login, ids } = readScript(`
login: { user: demo, password: "0123" }
ids: { answer: hex, receipt: decimal }
rules:
  - { ending: "9006", receipt: twice, receiptAfter: 0s }
  - { submits: 100-120, answer: throttled }
  - { submits: 7, wire: drop }
  - { every: 10, times: 3, answer: silent }
inbound:
  - { after: 2s, every: 1m, times: 2, from: "13800138000", to: "10690000", text: 您好 }
`);
    expect(rules).toMatchObject([
      { ending: "9006", receipt: "twice", receiptAfter: 0, answer: "accepted", submits: { from: 1 } },
      { submits: { from: 100, to: 120 }, answer: "throttled" },
      { submits: { from: 7, to: 7 }, wire: "drop" },
      { every: 10, times: 3, answer: "silent" },
    ]);
    expect(inbound).toMatchObject([{ after: 2_000, every: 60_000, times: 2, text: "您好" }]);
    expect([login, ids]).toEqual([
      { user: "demo", password: "0123" },
      { answer: "hex", receipt: "decimal" },
    ]);
  });

  // biome-ignore format: a table
  it.each([
    ["a: [", /^the script is no YAML: /],
    ["- a", /^the script must be a mapping/],
    ["reciptAfter: 1s", /^the script: unknown key "reciptAfter"; there are login, /],
    ["receiptAfter: 5", /^the script: receiptAfter must be a duration such as 50ms/],
    ["rules: {}", /^the script: rules must be a list/],
    ["rules: [{ answer: maybe }]", /^rules 1: answer must be one of accepted, refused, throttled/],
    ["rules: [{}, { submits: x }]", /^rules 2: submits must be a number, or a range such as 100-120/],
    ["rules: [{ ending: 9006 }]", /^rules 1: ending must be a text \(numbers in quotes\)/],
    ["rules: [{ every: 0 }]", /^rules 1: every must be a whole number from 1/],
    ["inbound: [{ from: a, to: b }]", /^inbound 1: text must be a text/],
    ["endings: maybe", /^the script: endings must be true or false/],
    ["deliverTo: { host: a }", /^deliverTo: port must be a whole number from 1 to 65535/],
    ["a: &a [*a]", /^the script is no YAML|unknown key/],
  ])("that says %j is refused", (yaml, message) => {
    expect(() => readScript(yaml)).toThrow(message);
  });
});

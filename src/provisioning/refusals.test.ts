import { describe, expect, it } from "vitest";
import { complaints, marked } from "./facts.testing.ts";

/** Rows of a text, with `▸` where the complaint must point, and the complaint. */
type Case = readonly [text: string, message: string];

function refuses(cases: readonly Case[]): void {
  it.each(cases)("%s", (written, message) => {
    const { text, places } = marked(written);
    expect(places).toHaveLength(1);
    expect(complaints(text)).toEqual([`${places[0]}: ${message}`]);
  });
}

const account = (rest: string): string => `version: 1\naccounts:\n  - login: a\n    dialects: [huaxin]\n    ${rest}\n`;
const channel = (rest: string): string =>
  `version: 1\nchannels:\n  - name: a\n    kind: simulator\n    operators: [mobile]\n    code: "1069"\n    ${rest}\n`;
const settings = (rest: string): string => `version: 1\nsettings:\n  ${rest}\n`;

describe("the file as a whole", () => {
  refuses([
    ["▸", "the file is empty; it needs at least the line: version: 1"],
    ["▸# nothing but a comment\n", "the file is empty; it needs at least the line: version: 1"],
    ["▸accounts: []", "version is missing: the file needs one"],
    ["version: ▸2", "version must be 1, the only version of this format there is"],
    ['version: ▸"1"', "version must be 1, the only version of this format there is"],
    ["▸version", "the file must be a mapping (key: value), not a text"],
    ["▸[version, 1]", "the file must be a mapping (key: value), not a list"],
    ["version: 1\n▸acounts: []", '"acounts" is no key of the file; did you mean "accounts"?'],
    [
      "version: 1\n▸42: []",
      '"42" is no key of the file, which has version, settings, keywords, blacklist, ported, channels, products, accounts',
    ],
    ["version: 1\n▸accounts:\n", "accounts has no value: give it one, or leave the key out"],
    ["version: 1\naccounts: ▸{}", "accounts must be a list, not a mapping"],
    ["version: 1\naccounts: [▸x]", "entry 1 of accounts must be a mapping (key: value), not a text"],
    ["version: 1\nkeywords: ▸a", "keywords must be a list, not a text"],
    [
      "version: 1\nkeywords: [a, ▸2]",
      "entry 2 of keywords must be in quotes: without them YAML reads it as a number, and loses zeros at its front",
    ],
    ['version: 1\nkeywords: [▸" "]', "a keyword must not be blank"],
    ['version: 1\nkeywords: [▸""]', "entry 1 of keywords must not be empty"],
    ["version: 1\nkeywords:\n  - ▸\n", "entry 1 of keywords must be a text, not empty"],
    [
      "version: 1\nblacklist: [▸13700137000]",
      "entry 1 of blacklist must be in quotes: without them YAML reads the phone number as a quantity",
    ],
    [
      'version: 1\nblacklist: [▸"010-12345"]',
      'entry 1 of blacklist must be a phone number that can be texted: 11 digits for a mainland mobile, or "+" and country code for another one',
    ],
  ]);
});

describe("settings", () => {
  const zone = "the interfaces' documents give every time in it, and nothing else can be told to their clients";
  refuses([
    [settings("timezone: ▸UTC"), `timezone must be Asia/Shanghai, not "UTC": ${zone}`],
    [settings("timezone: ▸8"), `timezone must be Asia/Shanghai, not "8": ${zone}`],
    [settings("▸timezon: Asia/Shanghai"), '"timezon" is no key of settings; did you mean "timezone"?'],
    [settings("frequency: { daily: { limit: ▸0 } }"), "limit must be a whole number from 1 to 1000000, in digits and without quotes"],
    [settings('frequency: { daily: { limit: ▸"10" } }'), "limit must be a whole number from 1 to 1000000, in digits and without quotes"],
    [settings("frequency: { verification: { window: ▸180 } }"), "window must be a duration with its unit, like 50ms, 5s, 3m, 72h or 30d"],
    [settings("frequency: { verification: { window: ▸31d } }"), "window must be a duration from 1s to 30d"],
    [settings("frequency: { verification: { ▸words: a } }"), '"words" is no key of verification, which has match, limit, window'],
    [
      settings('frequency: { exemptPhones: [▸"123"] }'),
      'entry 1 of exemptPhones must be a phone number that can be texted: 11 digits for a mainland mobile, or "+" and country code for another one',
    ],
    [
      settings("push: { allowAddresses: [▸localhost] }"),
      'entry 1 of allowAddresses must be an address block like "192.0.2.0/24", "2001:db8::/32" or a single address',
    ],
    [
      settings("push: { allowAddresses: [▸10.0.0.1/8] }"),
      "entry 1 of allowAddresses names a single address but has a prefix of 8 bits: write the block's first address, or the address without a prefix",
    ],
    [settings("push: { allowAddresses: [▸10.0.0.0/33] }"), "entry 1 of allowAddresses has a prefix longer than 32 bits"],
    [settings("limits: { body: ▸10MiB }"), "body must be a whole number from 1024 to 268435456, in digits and without quotes"],
    [settings("limits: { content: ▸1.5 }"), "content must be a whole number from 1 to 10000, in digits and without quotes"],
    [settings("limits: { recipients: ▸1e3 }"), "recipients must be a whole number from 1 to 100000, in digits and without quotes"],
    [settings("limits: { queued: ▸0100 }"), "queued must be a whole number from 1 to 1000000000, in digits and without quotes"],
    [settings("limits: { orderIds: ▸0s }"), "orderIds must be a duration from 1s to 365d"],
    [settings("retention: { messages: ▸6d }"), "messages must be a duration from 7d to 36500d"],
    [settings("retention: { parkedReceipts: ▸0d }"), "parkedReceipts must be a duration from 1d to 36500d"],
    [settings("limits: { schedule: ▸-1d }"), "schedule must be a duration with its unit, like 50ms, 5s, 3m, 72h or 30d"],
  ]);
});

describe("channels", () => {
  refuses([
    ["version: 1\nchannels:\n  - ▸kind: simulator\n    operators: [mobile]\n    code: '1'", "name is missing: a channel needs one"],
    ["version: 1\nchannels:\n  - ▸name: a\n    operators: [mobile]\n    code: '1'", "kind is missing: a channel needs one"],
    [
      "version: 1\nchannels:\n  - { name: a, kind: ▸smpp, operators: [mobile], code: '1', smpp: { systemId: x } }",
      'kind "smpp" is not available in this version; available: simulator',
    ],
    [
      "version: 1\nchannels:\n  - { name: a, kind: ▸simulater, operators: [mobile], code: '1' }",
      'kind "simulater" is not available in this version; did you mean "simulator"?',
    ],
    [channel("▸smpp: { systemId: x }"), 'smpp settings have no place in a channel of kind "simulator"'],
    [channel("▸operator: x"), '"operator" is no key of a channel; did you mean "operators"?'],
    [channel("simulator: ▸[]"), "simulator must be a mapping (key: value)"],
    [channel("simulator:▸\n"), "simulator must be a mapping (key: value)"],
    [channel("simulator: { receiptDelay: ▸never }"), "the toy can't wait for ever"],
    [channel("simulator: { delay: ▸1s }"), "delay is no setting of the toy"],
    [channel("rate: ▸-1"), "rate must be a whole number from 0 to 1000000, in digits and without quotes"],
    [channel("maxCodeLength: ▸22"), "maxCodeLength must be a whole number from 1 to 21, in digits and without quotes"],
    [channel("enabled: ▸yes"), "enabled must be true or false"],
    [channel("media: ▸SMS"), 'media must be "sms" or "mms", not "SMS"; did you mean "sms"?'],
    [channel("delivery: ▸never"), 'delivery must be "at-least-once" or "at-most-once", not "never"'],
    [channel("encoding: ▸utf8"), 'encoding must be "ucs2", "gsm7" or "auto", not "utf8"'],
    [channel("connect: ▸{ port: 1 }"), "host is missing: connect needs one"],
    [channel("connect: { host: h, port: ▸70000 }"), "port must be a whole number from 1 to 65535, in digits and without quotes"],
    [channel("connect: { host: ▸'http://h', port: 1 }"), "host must be a host name or an address, without a port"],
    [channel("retry: { on: [throttled, ▸throttled] }"), "entry 2 of on was there before, on line 7; it may be there once"],
    [channel("retry: { backoff: ▸[] }"), "backoff must not be empty"],
    [channel("validity: ▸72"), "validity must be a duration with its unit, like 50ms, 5s, 3m, 72h or 30d"],
    [
      "version: 1\nchannels:\n  - { name: a, kind: simulator, operators: [▸mobil], code: '1' }",
      'entry 1 of operators must be "mobile", "unicom", "telecom" or "international", not "mobil"; did you mean "mobile"?',
    ],
    ["version: 1\nchannels:\n  - { name: a, kind: simulator, operators: ▸[], code: '1' }", "operators must not be empty"],
    [
      "version: 1\nchannels:\n  - { name: a, kind: simulator, operators: [mobile], code: ▸1069 }",
      "code must be in quotes: without them YAML reads it as a number, and loses zeros at its front",
    ],
    ["version: 1\nchannels:\n  - { name: a, kind: simulator, operators: [mobile], code: ▸'10-69' }", "code must be digits only"],
    ["version: 1\nchannels:\n  - { name: ▸a b, kind: simulator, operators: [mobile], code: '1' }", "name must be a name without blanks"],
    [
      `${channel("rate: 1")}  - name: ▸a\n    kind: simulator\n    operators: [mobile]\n    code: "2"\n`,
      "name was there before, on line 3; it may be there once",
    ],
  ]);
});

describe("products", () => {
  const carriers = [
    "{ name: sms-m, kind: simulator, operators: [mobile], code: '1' }",
    "{ name: mms-m, kind: simulator, media: mms, operators: [mobile], code: '1' }",
  ];
  const product = (route: string): string =>
    `version: 1\nchannels:\n  - ${carriers.join("\n  - ")}\nproducts:\n  - name: p\n    routes: [${route}]\n`;
  refuses([
    ["version: 1\nproducts: [▸{ name: p }]", "routes is missing: a product needs one"],
    [product("{ operators: [mobile], channels: ▸[] }"), "channels must not be empty"],
    [product("{ operators: [mobile], channels: [x, ▸x] }"), "entry 2 of channels was there before, on line 7; it may be there once"],
    [product("{ operators: [mobile], channels: [sms-m, ▸mms-m] }"), 'channel "mms-m" carries mms, and this route is for sms'],
    [product("{ operators: [mobile, ▸telecom], channels: [sms-m] }"), "none of the route's channels serves telecom"],
    [product("▸x"), "entry 1 of routes must be a mapping (key: value), not a text"],
  ]);

  it("accepts an operator that one of a route's channels serves, or one that the store may know", () => {
    expect(complaints(product("{ operators: [mobile, telecom], channels: [sms-m, elsewhere] }"))).toEqual([]);
  });
});

describe("accounts", () => {
  refuses([
    ["version: 1\naccounts:\n  - ▸name: a\n    dialects: []\n", "login is missing: an account needs one"],
    ["version: 1\naccounts:\n  - ▸login: a\n", "dialects is missing: an account needs one"],
    [
      "version: 1\naccounts:\n  - login: ▸13800000000\n    dialects: []\n",
      "login must be in quotes: without them YAML reads it as a number, and loses zeros at its front",
    ],
    [
      "version: 1\naccounts:\n  - { login: a, dialects: [▸huaxing] }",
      'entry 1 of dialects names no interface: "huaxing"; did you mean "huaxin"?',
    ],
    [
      "version: 1\naccounts:\n  - { login: a, dialects: [▸smpp] }",
      'entry 1 of dialects names no interface: "smpp"; there are hzdfit, qxt, xunchen, inter28, huaxin',
    ],
    [
      "version: 1\naccounts:\n  - { login: a, dialects: [] }\n  - { login: ▸a, dialects: [] }",
      "login was there before, on line 3; it may be there once",
    ],
    [account("▸pasword: x"), '"pasword" is no key of an account; did you mean "password"?'],
    [account("password: ▸0123"), "password must be in quotes: without them YAML reads it as a number, and loses zeros at its front"],
    [account("md5Key: ▸true"), "md5Key must be in quotes: without them YAML reads it as true or false"],
    [account('veryCode: ▸""'), "veryCode must not be empty"],
    [account(`password: ▸${"x".repeat(129)}`), "password must have 1 to 128 characters"],
    [account('password: ▸"a\\0b"'), "password must not hold control characters"],
    [account("credits: ▸-5"), "credits must be a whole number from 0 to 1000000000000, in digits and without quotes"],
    [account("mmsCredits: ▸0x10"), "mmsCredits must be a whole number from 0 to 1000000000000, in digits and without quotes"],
    [account("unitPrice: ▸0.00001"), 'unitPrice must be a price in yuan with at most 4 decimals, like "0.05"'],
    [account("unitPrice: ▸five"), 'unitPrice must be a price in yuan with at most 4 decimals, like "0.05"'],
    [account("unitPrice: ▸-1"), 'unitPrice must be a price in yuan with at most 4 decimals, like "0.05"'],
    [account("code: ▸1"), "code must be in quotes: without them YAML reads it as a number, and loses zeros at its front"],
    [account(`code: ▸"${"1".repeat(21)}"`), "code must have 0 to 20 characters"],
    [account("enterpriseId: ▸0"), "enterpriseId must be a whole number from 1 to 2147483647, in digits and without quotes"],
    [account("payment: ▸prepayed"), 'payment must be "prepaid" or "postpaid", not "prepayed"; did you mean "prepaid"?'],
    [account("creditLimit: ▸100"), "creditLimit has no meaning for a prepaid account: set payment to postpaid, or leave it out"],
    [account("signatures: [▸【星辰】]"), "entry 1 of signatures must be a signature without its 【】 and without a blank in front"],
    [account(`signatures: [▸${"星".repeat(21)}]`), "entry 1 of signatures must have 1 to 20 characters"],
    [account("signatures: [星辰, ▸星辰]"), "entry 2 of signatures was there before, on line 5; it may be there once"],
    [account("signature: ▸none"), "signature must be a mapping (key: value), not a text"],
    [account("signature: { mode: ▸before }"), 'mode must be "prepend", "append", "in-content" or "none", not "before"'],
    [account("review: ▸false"), 'review must be "all", "unmatched" or "none", not "false"'],
    [account("failureWord: ▸Failed"), 'failureWord must be "Fail" or "Faild", not "Failed"; did you mean "Faild"?'],
    [account("templates: [{ id: x, text: y }, { id: ▸x, text: z }]"), "id was there before, on line 5; it may be there once"],
    [
      account("templates: [{ id: ▸123, text: y }]"),
      "id must be in quotes: without them YAML reads it as a number, and loses zeros at its front",
    ],
    [account("templates: [{ id: x, text: y, state: ▸on }]"), 'state must be "enabled", "disabled", "review" or "returned", not "on"'],
    [account("allowFrom: ▸192.0.2.1"), "allowFrom must be a list, not a text"],
    [account("push: { mode: ▸push }"), "mode is push, but neither reports nor inbound says where to"],
    [
      account("push: { reports: ▸ftp://example.com/x }"),
      "reports must be a URL that begins with http:// or https:// and has at most 2000 characters",
    ],
    [
      account("push: { reports: ▸'http://' }"),
      "reports must be a URL that begins with http:// or https:// and has at most 2000 characters",
    ],
    [
      account("push: { reports: ▸'http://a b/' }"),
      "reports must be a URL that begins with http:// or https:// and has at most 2000 characters",
    ],
    [
      account(`push: { reports: ▸http://a/${"x".repeat(2000)} }`),
      "reports must be a URL that begins with http:// or https:// and has at most 2000 characters",
    ],
    [account("push: { inbound: ▸https://me:pw@example.com/ }"), "inbound must not hold a user name or a password"],
    [account("push: { inbound: ▸'https://example.com/#x' }"), "inbound must not have a part after #, which is never sent"],
    [account("push: { method: ▸PUT, reports: http://example.com/ }"), 'method must be "GET" or "POST", not "PUT"'],
  ]);
});

describe("accounts of one file together", () => {
  const two = (first: string, second: string): string =>
    `version: 1\naccounts:\n  - { login: a, dialects: [], ${first} }\n  - { login: b, dialects: [], ${second} }\n`;
  const closed = "points into a private or local network; to allow that, list its block under settings.push.allowAddresses";
  refuses([
    [two("enterpriseId: 7", "enterpriseId: ▸7"), "enterpriseId is that of entry 1 of accounts"],
    [
      two("product: p, code: '01'", "product: p, code: ▸'01'"),
      "code is that of entry 1 of accounts, in the same product: texts sent to it could be for either",
    ],
    [account("push: { reports: ▸http://127.0.0.1:8080/r }"), `reports ${closed}`],
    [account("push: { inbound: ▸'http://[fe80::1]/' }"), `inbound ${closed}`],
    [
      `settings: { push: { allowAddresses: [127.0.0.0/8] } }\n${account("push: { reports: http://127.0.0.1/, inbound: ▸http://10.0.0.1/ }")}`,
      `inbound ${closed}`,
    ],
  ]);
});

describe("several problems", () => {
  it("are all told, in the order of the text", () => {
    const { text, places } = marked(
      'version: 1\nsettings: { timezone: ▸UTC, ▸pusch: {} }\naccounts:\n  - ▸name: ▸7\n    dialects: [▸x, huaxin, ▸y]\n  - { login: b, dialects: [], credits: ▸"1" }\nblacklist: [▸"1", ▸"2"]\n',
    );
    expect(complaints(text).map((line) => line.split(": ")[0])).toEqual(places);
  });

  it("are told up to 50, and the rest counted", () => {
    const lines = complaints(`version: 1\nkeywords: [${Array.from({ length: 1_000 }, (_, n) => n).join(", ")}]`);
    expect(lines).toHaveLength(51);
    expect(lines[50]).toBe(" and 950 more like these");
  });
});

describe("a sentence", () => {
  it("never repeats a secret, a phone number or a URL", () => {
    const secrets = ["hunter2-hunter2", "13812345678"];
    const lines = complaints(
      [
        "version: 1",
        "blacklist: [138123456789, '138-1234-56789']",
        "accounts:",
        '  - { login: a, dialects: [], password: ["hunter2-hunter2"], md5Key: "hunter2-hunter2\\n", veryCode: 13812345678 }',
        "  - { login: b, dialects: [], push: { reports: 'http://hunter2-hunter2@x/' }, password: { hunter: hunter2-hunter2 } }",
      ].join("\n"),
    );
    expect(lines).toHaveLength(7);
    for (const secret of secrets) expect(lines.join("\n")).not.toContain(secret);
  });

  it("shows what it quotes on one line, cut, and without signs that a terminal obeys", () => {
    const [line] = complaints(`version: 1\n"\\e[31m\\nx\\u202e${"y".repeat(100)}": 1`);
    expect(line).toMatch(/^2:1: "\\u001b\[31m\\nx\\u\{202e\}y+…" is no key of the file/);
    expect(line?.length).toBeLessThan(200);
  });
});

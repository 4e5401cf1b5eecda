import { describe, expect, it } from "vitest";
import { sampleAccount, sampleChannel } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { NO_RULES, ruleBook } from "../directory/rule-book.testing.ts";
import type { RuleBook } from "../directory/rule-book.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { Account, ChannelConfig, Route } from "../domain/directory.ts";
import { ID_STEP } from "../domain/ids.ts";
import type { SubmissionDraft } from "../domain/submission.ts";
import { readLane } from "../routing/lanes.ts";
import { compose } from "./compose.ts";

const NOW = Date.UTC(2026, 10, 20, 1, 8, 10);
const FIRST_ID = 32_000;

interface Setting {
  readonly account?: Partial<Account>;
  readonly channels?: readonly ChannelConfig[];
  readonly routes?: readonly Route[];
  readonly draft?: Partial<SubmissionDraft> & { readonly text?: string };
  readonly book?: RuleBook;
  readonly held?: boolean;
}

function run(
  recipients: readonly string[],
  { account = {}, channels = [sampleChannel()], routes, draft = {}, book = NO_RULES, held = false }: Setting = {},
) {
  const products = [
    { id: 1, name: "standard", routes: routes ?? [{ media: "sms", operators: ["mobile", "unicom"], channels: [1] }] },
  ] as const;
  const caller = sampleAccount(account);
  const directory = indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts: [caller], channels, products });
  const { text = "您好", ...rest } = draft;
  const taken: number[] = [];
  const ids = {
    take(count: number) {
      taken.push(count);
      return FIRST_ID;
    },
  };
  const wanted: SubmissionDraft = { medium: "sms", recipients, content: { kind: "same", text }, ext: "", sendAt: undefined, ...rest };
  return { composed: compose({ account: caller, directory, book, held, dialect: "huaxin", draft: wanted, now: NOW, ids }), taken };
}

/** The submission that came of it. */
function made(...args: Parameters<typeof run>) {
  const { composed } = run(...args);
  if (!composed.ok) throw new Error(`refused: ${composed.refusal.reason}`);
  return composed;
}

function reason(...args: Parameters<typeof run>): string {
  const { composed } = run(...args);
  return composed.ok ? "accepted" : composed.refusal.reason;
}

describe("a submission of one text", () => {
  it("has a message for each recipient, with ids in a row, its own first", () => {
    const { submission, accepted, refused } = made(["13800138000", "+86 130 0013 8000"], { draft: { ext: "77" } });
    expect(submission).toMatchObject({
      id: FIRST_ID,
      accountId: 1,
      dialect: "huaxin",
      medium: "sms",
      text: "您好",
      ext: "77",
      acceptedAt: NOW,
      sendAt: NOW,
    });
    expect(submission.messages).toMatchObject([
      { id: FIRST_ID + ID_STEP, phone: "13800138000", operator: "mobile", text: undefined, segments: 1, state: "queued", code: undefined },
      { id: FIRST_ID + 2 * ID_STEP, phone: "13000138000", operator: "unicom", text: undefined, segments: 1, state: "queued" },
    ]);
    expect([accepted, refused]).toEqual([["13800138000", "13000138000"], []]);
  });

  it("puts each message in the lane of its account, medium, operator and class", () => {
    const { submission } = made(["13800138000", "13000138000"], { draft: { text: "您的验证码是1234" } });
    const lanes = submission.messages.map((message) => readLane(message.lane));
    expect(lanes).toEqual(
      (["mobile", "unicom"] as const).map((operator) => ({ accountId: 1, medium: "sms", operator, class: "verification", province: 0 })),
    );
  });

  it("sends and charges a number once, however often and in whatever form it is given", () => {
    const { submission, accepted } = made(["13800138000", "+8613800138000", "138-0013-8000", "008613800138000", "13000138000"]);
    expect(submission.messages.map((message) => message.phone)).toEqual(["13800138000", "13000138000"]);
    expect(submission.charge.credits).toBe(2);
    expect(accepted).toHaveLength(2);
  });

  it("is refused whole for a repeated number where the dialect says so", () => {
    expect(reason(["13800138000", "+8613800138000"], { draft: { refuseDuplicates: true } })).toBe("recipient-malformed");
    expect(reason(["13800138000", "13000138000"], { draft: { refuseDuplicates: true } })).toBe("accepted");
  });

  it("is for a time that is kept to, unless that is past or within 60 s", () => {
    expect(made(["13800138000"], { draft: { sendAt: NOW + 60_000 } }).submission.sendAt).toBe(NOW + 60_000);
    expect(made(["13800138000"], { draft: { sendAt: NOW + 59_999 } }).submission.sendAt).toBe(NOW);
    expect(made(["13800138000"], { draft: { sendAt: NOW - 1 } }).submission.sendAt).toBe(NOW);
  });

  it("keeps order id, note, and the wish for reports or numbering, or their absence", () => {
    const { submission } = made(["13800138000"], { draft: { orderId: "A-1", other: "note", reportWanted: false, numbered: true } });
    expect(submission).toMatchObject({ orderId: "A-1", other: "note", reports: { pull: false, push: false }, numbered: true });
    expect(submission.orderExpiresAt).toBe(NOW + 30 * 86_400_000);
    expect(made(["13800138000"]).submission).toMatchObject({ orderId: undefined, other: undefined, numbered: false });
  });

  it.each([
    ["pull", "http://127.0.0.1/r", { pull: true, push: false }],
    ["push", "http://127.0.0.1/r", { pull: false, push: true }],
    ["both", "http://127.0.0.1/r", { pull: true, push: true }],
    ["both", undefined, { pull: true, push: false }],
    ["push", undefined, { pull: true, push: false }],
  ] as const)("has its reports handed over as the account is set: %s to %s", (mode, reports, expected) => {
    const account = { push: { mode, method: undefined, reports, inbound: undefined } };
    expect(made(["13800138000"], { account }).submission.reports).toEqual(expected);
  });

  it("may be used once where its dialect gives it a key", () => {
    const { submission } = made(["13800138000"], { draft: { once: { key: "k", window: 600_000 } } });
    expect(submission.once).toEqual({ key: "k", expiresAt: NOW + 600_000 });
    expect(made(["13800138000"]).submission.once).toBeUndefined();
  });
});

describe("a submission of a text for each", () => {
  it("keeps each text with its recipient, and charges each by its own length", () => {
    const texts = ["短", "好".repeat(71), "好".repeat(135)];
    const { submission } = made(["13800138000", "13000138000", "13900139000"], { draft: { content: { kind: "each", texts } } });
    expect(submission.text).toBeUndefined();
    expect(submission.messages.map((message) => [message.text, message.segments])).toEqual([
      [texts[0], 1],
      [texts[1], 2],
      [texts[2], 3],
    ]);
    expect(submission.charge.credits).toBe(6);
  });

  it("puts codes and campaigns into lanes of their own", () => {
    const texts = ["您的验证码是1234", "全场五折，回复T退订", "您好"];
    const { submission } = made(["13800138000", "13800138001", "13800138002"], { draft: { content: { kind: "each", texts } } });
    expect(submission.messages.map((message) => readLane(message.lane)?.class)).toEqual(["verification", "marketing", "notice"]);
  });

  it("takes the first text of a repeated number", () => {
    const { submission } = made(["13800138000", "13800138000"], { draft: { content: { kind: "each", texts: ["first", "second"] } } });
    expect(submission.messages.map((message) => message.text)).toEqual(["first"]);
  });
});

describe("recipients that are refused by themselves", () => {
  it("fail with a code of ours, cost nothing, and keep nobody else back", () => {
    const { submission, accepted, refused } = made(["12345", "13800138000", "18900138000", "14400138000"]);
    expect(submission.messages.map(({ phone, state, code, segments, lane }) => [phone, state, code, segments, lane !== 0])).toEqual([
      ["12345", "failed", "YZ:NUMBER", 0, false],
      ["13800138000", "queued", undefined, 1, true],
      ["18900138000", "failed", "YZ:ROUTE", 0, false],
      ["14400138000", "failed", "YZ:NUMBER", 0, false],
    ]);
    expect(submission.charge.credits).toBe(1);
    expect(accepted).toEqual(["13800138000"]);
    expect(refused.map(({ recipient, refusal }) => [recipient, refusal.reason])).toEqual([
      ["12345", "recipient-malformed"],
      ["18900138000", "recipient-unroutable"],
      ["14400138000", "recipient-malformed"],
    ]);
  });

  it("refuse the submission for the first one's reason when nobody is left, and use up no ids", () => {
    const { composed, taken } = run(["18900138000", "12345"]);
    expect(composed).toMatchObject({ ok: false, refusal: { reason: "recipient-unroutable" } });
    expect(taken).toEqual([]);
    expect(reason(["12345", "18900138000"])).toBe("recipient-malformed");
  });

  it("refuse the submission when the dialect is strict about numbers, though not about routes", () => {
    const draft = { strictRecipients: true };
    expect(reason(["13800138000", "12345"], { draft })).toBe("recipient-malformed");
    expect(reason(["13800138000", "18900138000"], { draft })).toBe("accepted");
  });

  it("are kept as they were written, up to a bound", () => {
    const { submission, refused } = made(["13800138000", `<b>${"9".repeat(5_000)}`]);
    expect(submission.messages[1]?.phone).toBe(`<b>${"9".repeat(37)}`);
    expect(refused[0]?.recipient).toHaveLength(5_003);
  });

  it("don't lend their texts' length to the bill", () => {
    const texts = ["好".repeat(900), "短"];
    expect(made(["12345", "13800138000"], { draft: { content: { kind: "each", texts } } }).submission.charge.credits).toBe(1);
  });
});

describe("no way", () => {
  it.each([
    ["product-missing", { account: { productId: undefined } }],
    ["product-missing", { account: { productId: 99 } }],
    ["channel-missing", { channels: [sampleChannel({ enabled: false })] }],
    ["recipient-unroutable", { routes: [] }],
    ["recipient-unroutable", { draft: { medium: "mms" } }],
  ] as const)("is answered %s", (expected, setting) => {
    expect(reason(["13800138000"], setting)).toBe(expected);
  });

  it("is there for a text of several segments where no channel can concatenate", () => {
    const channels = [sampleChannel({ concatenate: false })];
    expect(reason(["13800138000"], { channels, draft: { text: "好".repeat(70) } })).toBe("accepted");
    expect(reason(["13800138000"], { channels, draft: { text: "好".repeat(71) } })).toBe("content-too-long");
    const both = [...channels, sampleChannel({ id: 2, name: "b" })];
    const routes: readonly Route[] = [{ media: "sms", operators: ["mobile"], channels: [1, 2] }];
    expect(reason(["13800138000"], { channels: both, routes, draft: { text: "好".repeat(71) } })).toBe("accepted");
  });

  it("is there for a text that is billed as one segment, but makes two in the channel's encoding", () => {
    const setting = { account: { billing: "gsm" }, draft: { text: "a".repeat(100) } } as const;
    expect(reason(["13800138000"], { ...setting, channels: [sampleChannel({ concatenate: false })] })).toBe("content-too-long");
    expect(reason(["13800138000"], { ...setting, channels: [sampleChannel({ concatenate: false, encoding: "gsm7" })] })).toBe("accepted");
  });

  it("is there for one text that is too long for it, and for others there is", () => {
    const texts = ["好".repeat(71), "短", "好".repeat(71)];
    const channels = [sampleChannel({ concatenate: false })];
    const { refused } = made(["13800138000", "13800138001", "13800138002"], { channels, draft: { content: { kind: "each", texts } } });
    expect(refused.map(({ recipient }) => recipient)).toEqual(["13800138000", "13800138002"]);
  });

  it("is there under an access code that is longer than every channel allows", () => {
    const draft = { ext: "12345" };
    const fits = sampleChannel({ code: "1069000000000" });
    const tooLong = sampleChannel({ code: "10690000000000" });
    expect(reason(["13800138000"], { draft, channels: [fits] })).toBe("accepted");
    expect(reason(["13800138000"], { draft, channels: [tooLong] })).toBe("ext-wrong");
    const routes: readonly Route[] = [{ media: "sms", operators: ["mobile"], channels: [1, 2] }];
    expect(reason(["13800138000"], { draft, routes, channels: [tooLong, { ...fits, id: 2, name: "b" }] })).toBe("accepted");
  });
});

describe("the charge", () => {
  it.each([
    ["cn", "好".repeat(70), 1],
    ["cn", "好".repeat(71), 2],
    ["cn", "好".repeat(134), 2],
    ["cn", "好".repeat(135), 3],
    ["cn", "a".repeat(160), 3],
    ["gsm", "a".repeat(160), 1],
    ["gsm", "a".repeat(161), 2],
    ["gsm", "好".repeat(71), 2],
  ] as const)("by %s counts %s as its segments, for each recipient", (billing, text, segments) => {
    const { submission } = made(["13800138000", "13000138000"], { account: { billing }, draft: { text } });
    expect(submission.charge.credits).toBe(2 * segments);
  });

  it("is one credit a recipient for an MMS, however long", () => {
    const channels = [sampleChannel({ media: "mms" })];
    const routes: readonly Route[] = [{ media: "mms", operators: ["mobile"], channels: [1] }];
    const { submission } = made(["13800138000"], { channels, routes, draft: { medium: "mms", text: "x".repeat(900) } });
    expect(submission.charge.credits).toBe(1);
  });

  it("stops at 0 for a prepaid account, and at its credit limit for a postpaid one", () => {
    expect(made(["13800138000"], { account: { creditLimit: 500 } }).submission.charge.floor).toBe(0);
    expect(made(["13800138000"], { account: { payment: "postpaid", creditLimit: 500 } }).submission.charge.floor).toBe(-500);
  });

  it("is given back for what is not delivered where the account pays for delivery only", () => {
    expect(made(["13800138000"]).submission.refundUndelivered).toBe(false);
    expect(made(["13800138000"], { account: { charge: "on-delivery" } }).submission.refundUndelivered).toBe(true);
  });
});

describe("sending at most once", () => {
  it("is for accounts that say so, and for all who may be carried by a channel that says so", () => {
    expect(made(["13800138000"]).submission.atMostOnce).toBe(false);
    expect(made(["13800138000"], { account: { delivery: "at-most-once" } }).submission.atMostOnce).toBe(true);
    expect(made(["13800138000"], { channels: [sampleChannel({ delivery: "at-most-once" })] }).submission.atMostOnce).toBe(true);
  });
});

describe("a recipient on a blacklist", () => {
  it("fails by itself, whether the platform or the account listed it, until the entry expires", async () => {
    const book = await ruleBook({
      blacklist: [
        { accountId: 0, phone: "13700000000", expiresAt: undefined },
        { accountId: sampleAccount().id, phone: "13700000001", expiresAt: NOW + 1 },
        { accountId: sampleAccount().id, phone: "13700000002", expiresAt: NOW },
        { accountId: sampleAccount().id + 1, phone: "13700000003", expiresAt: undefined },
      ],
    });
    const { submission, refused } = made(["+86 13700000000", "13700000001", "13700000002", "13700000003"], { book });
    expect(submission.messages.map(({ state, code }) => code ?? state)).toEqual(["YZ:BLACK", "YZ:BLACK", "queued", "queued"]);
    expect(refused.map(({ refusal }) => refusal.reason)).toEqual(["recipient-blacklisted", "recipient-blacklisted"]);
  });
});

describe("a text that no channel of the route can carry whole", () => {
  const short = sampleChannel({ concatenate: false });

  it("is refused, and cut into numbered parts where that was asked for, each of them charged", () => {
    const text = "好".repeat(71);
    expect(reason(["13800138000"], { channels: [short], draft: { text } })).toBe("content-too-long");
    const { submission } = made(["13800138000"], { channels: [short], draft: { text: "好".repeat(140), numbered: true } });
    expect(submission.messages.map((message) => message.segments)).toEqual([3]);
    expect(submission.charge.credits).toBe(3);
  });

  it("is charged by segments where some channel of the route can concatenate, or it is short", () => {
    const channels = [short, sampleChannel({ id: 2 })];
    const routes = [{ media: "sms", operators: ["mobile"], channels: [1, 2] }] as const;
    expect(made(["13800138000"], { channels, routes, draft: { text: "好".repeat(134), numbered: true } }).submission.charge.credits).toBe(
      2,
    );
    expect(made(["13800138000"], { channels: [short], draft: { text: "好".repeat(70), numbered: true } }).submission.charge.credits).toBe(
      1,
    );
  });
});

describe("an MMS", () => {
  it("is charged as one, has its subject as text and its container beside it", () => {
    const routes = [{ media: "mms", operators: ["mobile"], channels: [1] }] as const;
    const container = Buffer.from("1.txt\0\u0002\0\0\0hi", "latin1");
    const draft = { medium: "mms", content: { kind: "mms", subject: "题".repeat(80), container } } as const;
    const { submission } = made(["13800138000", "13900139000"], { channels: [sampleChannel({ media: "mms" })], routes, draft });
    expect(submission).toMatchObject({ medium: "mms", text: "题".repeat(80), media: container, charge: { credits: 2 } });
  });
});

it("a number that was taken to another operator goes that one's way", async () => {
  const book = await ruleBook({ ported: [{ phone: "13800138000", operator: "unicom" }] });
  const { submission } = made(["13800138000", "13800138001"], { book });
  expect(submission.messages.map(({ operator, lane }) => [operator, readLane(lane)?.operator])).toEqual([
    ["unicom", "unicom"],
    ["mobile", "mobile"],
  ]);
});

describe("a product with narrow routes", () => {
  // 13800138000 is of 北京, 13568813957 of 四川, and nobody knows of 19800001111
  const channels = [sampleChannel(), sampleChannel({ id: 2, name: "b", concatenate: false })];
  const base = { media: "sms", operators: ["mobile"] } as const;
  const everywhere: Route = { ...base, channels: [1] };
  const beijing: Route = { ...base, provinces: ["北京"], channels: [2] };
  const lanes = (routes: readonly Route[], phones: readonly string[], text = "您好") =>
    made(phones, { channels, routes, draft: { text } }).submission.messages.map(({ lane }) => readLane(lane)?.province);

  it("has lanes of provinces where a route asks for one, and none otherwise", () => {
    expect(lanes([everywhere, beijing], ["13800138000", "13568813957", "19800001111"])).toEqual([1, 23, 0]);
    expect(lanes([everywhere], ["13800138000", "13568813957"])).toEqual([0, 0]);
    expect(lanes([everywhere, { ...base, media: "mms", provinces: ["北京"], channels: [2] }], ["13800138000"])).toEqual([0]);
  });

  it("refuses by itself a number that none of its routes is for", () => {
    const { refused, submission } = made(["13800138000", "13568813957", "19800001111"], { channels, routes: [beijing] });
    expect(refused.map(({ recipient, refusal }) => [recipient, refusal.reason])).toEqual([
      ["13568813957", "recipient-unroutable"],
      ["19800001111", "recipient-unroutable"],
    ]);
    expect(submission.messages.map(({ state, code, lane }) => [state, code, lane > 0])).toEqual([
      ["queued", undefined, true],
      ["failed", "YZ:ROUTE", false],
      ["failed", "YZ:ROUTE", false],
    ]);
  });

  it("judges each text by the routes of its own class and place", () => {
    const codes: Route = { ...base, classes: ["verification"], channels: [2] };
    const long = "好".repeat(71);
    const texts = [long, `验证码${long}`, "验证码1"];
    const phones = ["13800138000", "13800138001", "13800138002"];
    const each = (routes: readonly Route[]) =>
      made(phones, { channels, routes, draft: { content: { kind: "each", texts } } }).refused.map(({ recipient, refusal }) => [
        recipient,
        refusal.reason,
      ]);
    expect(each([{ ...everywhere, classes: ["notice"] }, codes])).toEqual([["13800138001", "content-too-long"]]);
    expect(each([codes])).toEqual([
      ["13800138000", "recipient-unroutable"],
      ["13800138001", "content-too-long"],
    ]);
  });
});

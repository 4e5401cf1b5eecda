import { type TOptional, type TSchema, Type } from "typebox";
import { Count, call, Done, Fields, Id, Line, Nothing, OneOf, PageInput, PageOf, Time } from "../call.ts";

const Amount = Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 });
function orNone<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** The settings of an account, named as in a provisioning file, which says more about each and checks them in the end; null: not set. */
export const SETTINGS = {
  name: Line(100),
  dialects: Type.Array(Line(64), { maxItems: 100 }),
  /** A product's name. */
  product: orNone(Line(64)),
  code: Line(20),
  /** Null: the one that was assigned. */
  enterpriseId: orNone(Type.Integer()),
  /** Yuan a credit, as `0.05`. */
  unitPrice: orNone(Line(12)),
  payment: OneOf(["prepaid", "postpaid"]),
  creditLimit: Amount,
  charge: OneOf(["on-submit", "on-delivery"]),
  billing: OneOf(["cn", "gsm"]),
  signature: Fields({ mode: OneOf(["prepend", "append", "in-content", "none"]), custom: Type.Boolean() }),
  review: OneOf(["all", "unmatched", "none"]),
  allowFrom: Type.Array(Line(64), { maxItems: 1_000 }),
  push: Fields({
    mode: OneOf(["pull", "push", "both"]),
    method: orNone(OneOf(["GET", "POST"])),
    reports: orNone(Line(2_000)),
    inbound: orNone(Line(2_000)),
  }),
  delivery: OneOf(["at-least-once", "at-most-once"]),
  minRecipients: Type.Integer({ minimum: 0, maximum: 100_000 }),
  dailyLimit: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
  optOut: Type.Boolean(),
  refuseSqlText: Type.Boolean(),
  templateSubmission: Type.Boolean(),
  failureWord: orNone(OneOf(["Fail", "Faild"])),
  qxtBatch: orNone(Type.Integer()),
};

type Optionals<P extends Record<string, TSchema>> = { [K in keyof P]: TOptional<P[K]> };
function optionals<P extends Record<string, TSchema>>(properties: P): Optionals<P> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Type.Optional(schema)])) as Optionals<P>;
}

export const AccountSettings = Type.Object(SETTINGS);
export const SECRET_NAMES = ["password", "md5Key", "veryCode"] as const;
export const Secrets = Type.Object({
  password: Type.Optional(Type.String()),
  md5Key: Type.Optional(Type.String()),
  veryCode: Type.Optional(Type.String()),
});

/** Credits of each medium; for those who may see them. */
const Balances = Type.Object({ sms: Type.Integer(), mms: Type.Integer() });

const Row = Type.Object({
  id: Id,
  login: Type.String(),
  name: Type.String(),
  enabled: Type.Boolean(),
  dialects: Type.Array(Type.String()),
  product: Type.Optional(Type.String()),
  code: Type.String(),
  payment: SETTINGS.payment,
  creditLimit: Amount,
  balance: Type.Optional(Balances),
});

const Title = Type.Object({ zh: Type.String(), en: Type.String() });

/** How one interface is called, ready to be pasted. */
export const SheetRow = Type.Object({
  dialect: Type.String(),
  title: Title,
  paths: Type.Array(Type.String()),
  /** It pushes reports and inbound texts; others are asked. */
  pushes: Type.Boolean(),
  /** A `curl` line that sends a message, and one that asks for its report (or what there is to ask for). */
  send: Type.String(),
  report: Type.String(),
});
export const Sheet = Type.Object({
  /** `http://host:port`, as whoever asks sees the server. */
  base: Type.String(),
  login: Type.String(),
  enterpriseId: Id,
  rows: Type.Array(SheetRow),
});

const ById = Fields({ id: Id });

/** Customers of the platform. */
export const accounts = {
  list: call({
    may: "accounts.see",
    does: "Lists accounts, latest first, narrowed by a part of login, name, code or enterprise id.",
    input: Fields({
      ...PageInput,
      search: Type.Optional(Line(100)),
      enabled: Type.Optional(Type.Boolean()),
      product: Type.Optional(Line(64)),
      dialect: Type.Optional(Line(64)),
    }),
    output: PageOf(Row),
  }),
  options: call({
    may: "accounts.see",
    does: "Says which interfaces and products there are to choose from.",
    input: Nothing,
    output: Type.Object({
      dialects: Type.Array(Type.Object({ name: Type.String(), title: Title, pushes: Type.Boolean() })),
      products: Type.Array(Type.String()),
    }),
  }),
  get: call({
    may: "accounts.see",
    does: "Answers all of an account but its secrets.",
    input: ById,
    output: Type.Object({
      id: Id,
      login: Type.String(),
      enabled: Type.Boolean(),
      settings: AccountSettings,
      /** Of what is answered here: `change` takes it, so that nobody undoes what somebody else has changed meanwhile. */
      mark: Type.String(),
      /** The one it has, declared or assigned. */
      enterpriseId: Id,
      /** Which secrets there are. */
      secrets: Type.Array(OneOf(SECRET_NAMES)),
      signatures: Type.Array(Type.String()),
      balance: Type.Optional(Balances),
    }),
  }),
  create: call({
    may: "accounts.edit",
    does: "Makes an account with secrets of its own, which are answered this once. What it is opened with takes credits.book.",
    input: Fields({
      login: Line(64, 1),
      ...optionals(SETTINGS),
      dialects: SETTINGS.dialects,
      credits: Type.Optional(Amount),
      mmsCredits: Type.Optional(Amount),
    }),
    output: Type.Object({ id: Id, login: Type.String(), secrets: Secrets, sheet: Sheet }),
    changes: true,
  }),
  change: call({
    may: "accounts.edit",
    does: "Changes those settings that are given; a conflict where somebody has changed the account since it was looked at.",
    input: Fields({ id: Id, mark: Line(64, 1), ...optionals(SETTINGS) }),
    output: Done,
    changes: true,
  }),
  switch: call({
    may: "accounts.edit",
    does: "Suspends an account (its calls are refused, its people are out, what is accepted is still sent) or lets it in again.",
    input: Fields({ id: Id, enabled: Type.Boolean(), reason: Type.Optional(Line(200)) }),
    output: Done,
    changes: true,
  }),
  secrets: call({
    may: "secrets.see",
    does: "Answers an account's passwords and keys, and how it calls its interfaces with them; that is written down.",
    input: ById,
    output: Type.Object({ secrets: Secrets, sheet: Sheet }),
    changes: true,
  }),
  newSecrets: call({
    may: "accounts.edit",
    does: "Makes up other passwords or keys, answered this once; the old ones stop working at once.",
    input: Fields({ id: Id, kinds: Type.Array(OneOf(SECRET_NAMES), { minItems: 1, maxItems: 3 }) }),
    output: Type.Object({ secrets: Secrets, sheet: Sheet }),
    changes: true,
  }),
  sheet: call({
    may: "accounts.see",
    does: "Says how an account calls its interfaces, with words in the place of its secrets.",
    input: ById,
    output: Sheet,
  }),
  enter: call({
    may: "accounts.enter",
    does:
      "Opens the account's portal in this browser, as its owner sees it. Keys, passwords and people are kept from who may not see secrets; " +
      "whatever is done there is written down under one's own name.",
    input: ById,
    output: Done,
    changes: true,
  }),
  use: call({
    may: "accounts.see",
    does: "Counts what an account did, by day of Asia/Shanghai, the last day being today; days without anything are there as noughts.",
    input: Fields({ id: Id, days: Type.Integer({ minimum: 1, maximum: 92 }) }),
    output: Type.Object({
      rows: Type.Array(
        Type.Object({ at: Time, accepted: Count, delivered: Count, failed: Count, unknown: Count, segments: Count, refunded: Count }),
      ),
    }),
  }),
  calls: call({
    may: "accounts.see",
    does: "Lists the account's last calls of its interfaces that came to this node, latest first, without secrets, texts and phones.",
    input: ById,
    output: Type.Object({
      rows: Type.Array(
        Type.Object({
          at: Time,
          dialect: Type.String(),
          method: Type.String(),
          path: Type.String(),
          address: Type.String(),
          call: Type.String(),
          /** `ok`, or the reason why not. */
          result: Type.String(),
          parameters: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
        }),
      ),
    }),
  }),
  testPush: call({
    may: "accounts.edit",
    does: "Sends one made-up report or inbound text to the account's address, as its interface would; nothing is stored, nothing is tried again.",
    input: Fields({ id: Id, kind: OneOf(["report", "inbound"]) }),
    output: Type.Object({
      dialect: Type.String(),
      method: OneOf(["GET", "POST"]),
      verdict: OneOf(["received", "refused", "unreached"]),
      /** HTTP status; 0: nobody answered. */
      status: Count,
      /** The beginning of the answer, or why there is none. */
      note: Type.String(),
      /** ms */
      took: Count,
    }),
    changes: true,
  }),
};

import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../domain/account.testing.ts";
import type { Answer, AnswerValues, CallKind } from "../domain/call.ts";
import type { Inbound } from "../domain/inbound.ts";
import { TEMPLATE_STATES, type TemplateEntry } from "../domain/provisioning.ts";
import { ALL_REASONS, type Reason, type Refusal } from "../domain/reasons.ts";
import { NOWHERE } from "../domain/region.ts";
import type { Report } from "../domain/submission.ts";
import { xmlFault } from "./conformance-xml.ts";
import type { CallDecoded, Decoded, Dialect, DialectRoute, IngressRefusal, Opened, WireReply, WireRequest } from "./dialect.ts";
import { opened } from "./opened.testing.ts";
import type { PushForm } from "./pushes.ts";

/** What a dialect's folder gives the suite, as `samples` of its `conformance.ts`. */
export interface SampleRequest {
  readonly name: string;
  /** A registered path. */
  readonly route: string;
  readonly request: Partial<Pick<WireRequest, "method" | "query">> & { readonly body?: string | Buffer; readonly contentType?: string };
  /** Of a sealed request: the password that opens it. */
  readonly password?: string;
  /** The call that it decodes to. */
  readonly kind: CallKind;
  /** Reads the code (or text) out of a reply's body, and what it must be for every reason: by hand, from the dialect's page. */
  readonly cells: { readonly read: (body: string) => string; readonly codes: Readonly<Record<Reason, string>> };
}

/** HTTP statuses of what the ingress refuses: the port's. */
const INGRESS_STATUS: Record<IngressRefusal, number> = {
  "too-large": 413,
  method: 405,
  "too-slow": 408,
  malformed: 400,
  busy: 503,
  internal: 500,
};

/** Text that breaks what isn't escaped, in JSON, XML and lines alike. */
const HOSTILE_TEXT = `<a>&amp;"'\\ \r\n\t]]> \0 \ud83d 您 😀 %00 {}`;
const NOW = Date.UTC(2026, 10, 20, 1, 8, 10);

/** A request to a route, with what a sample leaves out. */
export function wireRequest(route: string, { method = "POST", query = "", body = "", contentType }: SampleRequest["request"]): WireRequest {
  const headers = { "content-type": contentType };
  return { method, path: route, query, headers, body: Buffer.from(body), origin: "http://127.0.0.1:8030", receivedAt: NOW };
}

/** Runs the suite for one dialect, as vitest tests. Every dialect passes all of it; there is nothing to skip. */
export function testDialect(dialect: Dialect, samples: readonly SampleRequest[]): void {
  const routeOf = (path: string): DialectRoute => {
    const route = dialect.routes.find((candidate) => candidate.path === path);
    if (route === undefined) throw new Error(`${dialect.name} has no route ${path}`);
    return route;
  };
  const decodeSample = (sample: SampleRequest): Opened =>
    opened(routeOf(sample.route).decode(wireRequest(sample.route, sample.request)), sample.password ?? "");

  describe(`the dialect ${dialect.name}`, () => {
    it("is named in lower case and has distinct paths, each with a method and a sample", () => {
      expect(dialect.name).toMatch(/^[a-z][a-z0-9]*$/);
      const paths = dialect.routes.map((route) => route.path.toLowerCase());
      expect(new Set(paths).size).toBe(paths.length);
      for (const route of dialect.routes) {
        expect(route.path).toMatch(/^(\/[\w.]+)+$/);
        expect(route.methods).not.toHaveLength(0);
        expect(samples.map((sample) => sample.route)).toContain(route.path);
      }
    });

    describe.each(samples)("$name ($route)", (sample) => {
      it(`decodes to a call of kind ${sample.kind}, the same one every time`, () => {
        expect(callOf(decodeSample(sample)).call.kind).toBe(sample.kind);
        expect(callOf(decodeSample(sample)).call).toEqual(callOf(decodeSample(sample)).call);
      });

      it.each(ALL_REASONS)("answers %s by its own code, whatever is known about the account", (reason) => {
        for (const refusal of refusalsOf(reason)) {
          for (const account of [undefined, sampleAccount()]) {
            const body = completeBody(encode(callOf(decodeSample(sample)), { ok: false, refusal, account }));
            if (refusal.missing !== "secret") expect(sample.cells.read(body)).toBe(sample.cells.codes[reason]);
          }
        }
      });

      const { kind } = sample;
      if (kind !== "refuse") {
        it.each(["prepaid", "postpaid"] as const)(
          "answers success to a %s account with a whole document, whatever the values hold",
          (payment) => {
            for (const value of SUCCESSES[kind]) {
              const answer = { ok: true, account: sampleAccount({ payment }), value } as Answer;
              completeBody(encode(callOf(decodeSample(sample)), answer));
            }
          },
        );
      }

      it("survives any damage to its bytes", () => {
        fc.assert(
          fc.property(damages, damages, (toQuery, toBody) => {
            const whole = wireRequest(sample.route, sample.request);
            const query = damaged(Buffer.from(whole.query, "latin1"), toQuery).toString("latin1");
            expectAnswerable(routeOf(sample.route).decode({ ...whole, query, body: damaged(whole.body, toBody) }));
          }),
          { numRuns: 300 },
        );
      });
    });

    describe.each(dialect.routes.map((route) => route.path))("%s", (path) => {
      it("answers any bytes by any method with a call or a whole document", () => {
        const bytes = fc.uint8Array({ maxLength: 200 }).map((value) => Buffer.from(value));
        const type = fc.oneof(fc.constant(undefined), fc.constantFrom(...CONTENT_TYPES), fc.string());
        fc.assert(
          fc.property(fc.constantFrom("GET", "POST", "PUT", "x"), bytes, bytes, type, (method, query, body, contentType) => {
            const request = {
              ...wireRequest(path, { method }),
              query: query.toString("latin1"),
              body,
              headers: { "content-type": contentType },
            };
            expectAnswerable(routeOf(path).decode(request));
          }),
          { numRuns: 300 },
        );
      });

      it.each(Object.entries(INGRESS_STATUS))("refuses %s with status %i and a whole document", (why, status) => {
        const reply = routeOf(path).refuse(why as IngressRefusal, wireRequest(path, {}));
        expect(reply.status).toBe(status);
        completeBody(reply);
      });
    });

    const { pushes } = dialect;
    if (pushes) {
      describe("pushing reports", () => testPushForm(pushes.reports, [REPORT, WORST_REPORT]));
      describe("pushing inbound texts", () => testPushForm(pushes.inbound, [INBOUND, WORST_INBOUND]));
    }

    it("has examples that a shell takes as they are, whatever the account is called", () => {
      const login = `a'b "c" $(echo injected) \`echo injected\` ;&|<>\\ 您好`;
      const account = sampleAccount({ login, secrets: { password: login, md5Key: login, veryCode: login } });
      const { send, report } = dialect.examples({ base: "http://127.0.0.1:8030", account });
      for (const line of [send, report]) {
        expect(line).toMatch(/^curl .*http:\/\/127\.0\.0\.1:8030\//);
        expect(line).not.toMatch(/\p{Cc}/u);
        const heard = execFileSync("sh", ["-c", line.replace(/^curl/, "printf '%s\\n'")], { encoding: "utf8" });
        const spellings = [login, encodeURIComponent(login), JSON.stringify(login).slice(1, -1)];
        expect(spellings.some((spelling) => heard.includes(spelling))).toBe(true);
      }
    });
  });
}

function testPushForm<T>(form: PushForm<T>, samples: readonly [T, T]): void {
  it("makes a whole request of whatever the items hold", () => {
    const account = sampleAccount({ login: HOSTILE_TEXT });
    const most = form.most(account);
    expect(most).toBeGreaterThanOrEqual(1);
    for (const url of ["http://127.0.0.1:1/x", "https://example.com/push?key=a%20b"]) {
      for (const items of [[samples[0]], [samples[1]], Array.from({ length: most }, (_, index) => samples[index % 2] as T)]) {
        const request = form.encode(items, { url, account, now: NOW });
        expect(request.url).toMatch(/^[\x21-\x7e]+$/);
        expect(request.url.startsWith(url)).toBe(true);
        expect(new URL(request.url).search).toContain(new URL(url).search);
        if (request.method === "GET") expect(request.body).toBeUndefined();
        else expect(request.headers["content-type"]).toMatch(/charset=/);
        for (const value of Object.values(request.headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
      }
    }
  });

  it("judges any answer", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.uint8Array({ maxLength: 20 }), (status, body) => {
        expect(form.judge({ status, body: Buffer.from(body) })).toBeOneOf(["received", "refused", "unreached"]);
      }),
      { numRuns: 300 },
    );
  });

  it("tries at once, and then ever later", () => {
    for (const { tries, jitter } of Object.values(form.schedules)) {
      expect(tries[0]).toBe(0);
      expect(tries).toEqual([...new Set(tries)].sort((one, other) => one - other));
      expect(jitter).toBeOneOf([0, 0.1]);
    }
  });
}

const CONTENT_TYPES = [
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "application/json",
  "text/xml",
];

function callOf(decoded: Opened): CallDecoded {
  if ("reply" in decoded) throw new Error(`a reply instead of a call: ${decoded.reply.body}`);
  return decoded;
}

/** The union of calls and their encoders, which a caller that holds an answer to any kind can't tell apart. */
function encode(decoded: CallDecoded, answer: Answer): WireReply {
  return (decoded.encode as (answer: Answer, now: number) => WireReply)(answer, NOW);
}

function expectAnswerable(decoded: Decoded): void {
  const account = undefined;
  if ("sealed" in decoded) {
    for (const reason of ALL_REASONS) completeBody(decoded.sealed.fail({ reason }, account));
    for (const password of ["", "test", HOSTILE_TEXT]) expectAnswerable(decoded.sealed.open(password));
    return;
  }
  if ("deferred" in decoded) {
    for (const reason of ALL_REASONS) completeBody(decoded.deferred.fail({ reason }, account));
    expectAnswerable(decoded.deferred.open());
    return;
  }
  completeBody("reply" in decoded ? decoded.reply : encode(decoded, { ok: false, refusal: { reason: "internal" }, account }));
}

/** The reply's body as text, having checked that the reply is one that a client can read to its end. */
function completeBody(reply: WireReply): string {
  expect(reply.status).toBeOneOf([200, ...Object.values(INGRESS_STATUS)]);
  const [, type, charset] = /^([a-z]+\/[a-z+.-]+); ?charset=([\w-]+)$/i.exec(reply.contentType) ?? [];
  expect(charset, reply.contentType).toBeDefined();
  for (const value of Object.values(reply.headers ?? {})) expect(value).toMatch(/^[\x20-\x7e]*$/);
  const bytes = typeof reply.body === "string" ? Buffer.from(reply.body) : reply.body;
  const body = new TextDecoder(charset, { fatal: true }).decode(bytes);
  expect(body).not.toBe("");
  if (type === "application/json") JSON.parse(body);
  if (type === "text/xml") expect(xmlFault(body), body).toBeUndefined();
  return body;
}

/** A refusal bare, and with all that it may carry. */
function refusalsOf(reason: Reason): readonly Refusal[] {
  const detail = HOSTILE_TEXT;
  const laden: Refusal = { reason, words: [HOSTILE_TEXT, "博彩"], submissionId: 7, detail, bound: 10 };
  return [{ reason }, laden, { ...laden, missing: "login" }, { ...laden, missing: "secret" }];
}

const REPORT: Report = {
  messageId: 8,
  submissionId: 7,
  phone: "13800138000",
  outcome: "delivered",
  code: "DELIVRD",
  at: NOW,
  ext: "",
  accessCode: "1069000005",
  orderId: undefined,
  region: { province: "四川", city: "成都" },
};
const WORST_REPORT: Report = {
  ...REPORT,
  outcome: "unknown",
  phone: HOSTILE_TEXT,
  code: HOSTILE_TEXT,
  ext: HOSTILE_TEXT,
  accessCode: HOSTILE_TEXT,
  orderId: HOSTILE_TEXT,
  region: { province: HOSTILE_TEXT, city: HOSTILE_TEXT },
};

const INBOUND: Inbound = {
  id: 9,
  phone: "13800138000",
  text: "收到",
  at: NOW,
  accessCode: "10690000051",
  accountCode: "05",
  ext: "1",
  answers: undefined,
  region: NOWHERE,
};
const WORST_INBOUND: Inbound = {
  ...INBOUND,
  phone: HOSTILE_TEXT,
  text: HOSTILE_TEXT,
  accessCode: HOSTILE_TEXT,
  accountCode: HOSTILE_TEXT,
  ext: HOSTILE_TEXT,
  answers: { messageId: 8, submissionId: 7, orderId: HOSTILE_TEXT },
  region: { province: HOSTILE_TEXT, city: HOSTILE_TEXT },
};

const TEMPLATE: TemplateEntry = { id: "2011200908100001", text: "您的验证码是@", state: "review" };

/** Values at their plainest, and at their worst. */
const SUCCESSES: { readonly [K in Exclude<CallKind, "refuse">]: readonly AnswerValues[K][] } = {
  submit: [
    { submissionId: 1, balance: 0, charged: 1, accepted: ["13800138000"], refused: [] },
    {
      submissionId: Number.MAX_SAFE_INTEGER,
      balance: -4,
      charged: 3,
      accepted: [HOSTILE_TEXT],
      refused: [{ recipient: HOSTILE_TEXT, refusal: { reason: "recipient-malformed" } }],
    },
  ],
  balance: [
    { sms: { credits: 0, bought: 0 }, mms: { credits: 0, bought: 0 } },
    { sms: { credits: -4, bought: Number.MAX_SAFE_INTEGER }, mms: { credits: 1, bought: 7 } },
  ],
  reports: [[], [REPORT, { ...REPORT, outcome: "failed" }, { ...REPORT, outcome: "cancelled" }, WORST_REPORT]],
  inbound: [[], [INBOUND, WORST_INBOUND]],
  "check-content": [{ words: [] }, { words: ["博彩", HOSTILE_TEXT] }],
  "change-password": [null],
  templates: [[], [TEMPLATE], TEMPLATE_STATES.map((state) => ({ id: HOSTILE_TEXT, text: HOSTILE_TEXT, state }))],
};

interface Damage {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

const damages = fc.array(
  fc.record<Damage>({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat({ max: 4 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.constantFrom("%", "&", "=", "%00", "%C4", "\r\n", "\0", '"').map((text) => Buffer.from(text)),
    ),
  }),
  { maxLength: 3 },
);

function damaged(bytes: Buffer, list: readonly Damage[]): Buffer {
  return list.reduce((before, { at, remove, insert }) => {
    const index = Math.floor(at * before.length);
    return Buffer.concat([before.subarray(0, index), insert, before.subarray(index + remove)]);
  }, bytes);
}

import type { Decoded, Dialect, DialectRoute, IngressRefusal, WireReply, WireRequest } from "../../src/dialects/dialect.ts";
import type { Answer, Identity } from "../../src/domain/call.ts";
import type { Reason } from "../../src/domain/reasons.ts";
import { decodeBytes } from "../../src/text/charset.ts";
import { client } from "./client.ts";

/**
 * A sixth dialect, made up: JSON in, JSON out, the platform's own reasons as codes. It proves that a dialect is one folder
 * and one registry line, so it takes nothing from the other dialects and nothing takes anything from it.
 */
export const toy: Dialect = {
  name: "toy",
  title: { zh: "玩具", en: "Toy" },
  routes: [
    route("/toy/send", (asked, identity) => ({
      call: {
        kind: "submit",
        identity,
        draft: {
          medium: "sms",
          recipients: Array.isArray(asked.to) ? asked.to.map(textOf) : [],
          content: { kind: "same", text: textOf(asked.text) },
          ext: "",
          sendAt: undefined,
        },
      },
      encode: (answer: Answer<"submit">) =>
        answer.ok ? json({ id: answer.value.submissionId, left: answer.value.balance }) : refused(answer.refusal.reason),
    })),
    route("/toy/balance", (_asked, identity) => ({
      call: { kind: "balance", identity },
      encode: (answer: Answer<"balance">) => (answer.ok ? json({ left: answer.value.sms.credits }) : refused(answer.refusal.reason)),
    })),
    route("/toy/reports", (_asked, identity) => ({
      call: { kind: "reports", identity, limit: 10 },
      encode: (answer: Answer<"reports">) =>
        answer.ok
          ? json({ reports: answer.value.map(({ submissionId: id, phone, outcome }) => ({ id, phone, outcome })) })
          : refused(answer.refusal.reason),
    })),
  ],
  client,
  examples({ base, account }) {
    const who = { login: account.login, secret: account.secrets.password ?? "" };
    return {
      send: curl(`${base}/toy/send`, { ...who, to: ["13800138000"], text: "您好" }),
      report: curl(`${base}/toy/reports`, who),
    };
  },
};

const STATUS: Record<IngressRefusal, { readonly status: number; readonly reason: Reason }> = {
  "too-large": { status: 413, reason: "malformed" },
  method: { status: 405, reason: "malformed" },
  "too-slow": { status: 408, reason: "malformed" },
  malformed: { status: 400, reason: "malformed" },
  busy: { status: 503, reason: "busy" },
  internal: { status: 500, reason: "internal" },
};

type Asked = Readonly<Record<string, unknown>>;

function route(path: string, decode: (asked: Asked, identity: Identity) => Decoded): DialectRoute {
  return {
    path,
    methods: ["POST"],
    decode(request) {
      const asked = readJson(request);
      if (typeof asked === "string") return { reply: refused(asked) };
      const [login, password] = [textOf(asked.login), textOf(asked.secret)];
      if (login === "" || password === "") return { reply: refused("credentials-missing") };
      return decode(asked, { login, proof: { kind: "password", password, digest: "refused" } });
    },
    refuse: (why) => ({ ...refused(STATUS[why].reason), status: STATUS[why].status }),
  };
}

function readJson({ body }: WireRequest): Asked | Reason {
  const text = decodeBytes(body, body.length, "utf-8");
  if (text === undefined) return "payload-undecodable";
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Asked) : "malformed";
  } catch {
    return "malformed";
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function json(value: unknown): WireReply {
  return { status: 200, contentType: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

function refused(reason: Reason): WireReply {
  return json({ error: reason });
}

function curl(url: string, body: unknown): string {
  return `curl '${url}' -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`;
}

import type { ClientAnswer, ClientCall, ClientFailure, ClientSettings, DialectClient } from "../../src/dialects/client.ts";
import { isReason } from "../../src/domain/reasons.ts";

/** The other side of the made-up dialect. */
export const client: DialectClient = {
  send: (settings, { phones, text }) =>
    ask(settings, "/toy/send", { to: phones, text }, (said) => ({
      ok: true,
      submissionId: String(said.id),
      balance: Number(said.left),
    })),
  balance: (settings) => ask(settings, "/toy/balance", {}, (said) => ({ ok: true, credits: Number(said.left) })),
  most: { send: 100, sendEach: 1 },
};

function ask<T>(
  { base, login, password = "" }: ClientSettings,
  path: string,
  what: object,
  read: (said: Readonly<Record<string, unknown>>) => T,
): ClientCall<T> {
  const body = Buffer.from(JSON.stringify({ login, secret: password, ...what }));
  const headers = { "content-type": "application/json; charset=utf-8" };
  return {
    request: { method: "POST", url: base + path, headers, body },
    read: (answer) => {
      const said = readJson(answer);
      return said === undefined || said.error !== undefined ? failure(said?.error) : read(said);
    },
  };
}

function readJson({ body }: ClientAnswer): Readonly<Record<string, unknown>> | undefined {
  try {
    const said: unknown = JSON.parse(body.toString());
    return typeof said === "object" && said !== null ? (said as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function failure(code: unknown): ClientFailure {
  const reason = String(code);
  return isReason(reason)
    ? { ok: false, code: reason, reason, message: reason }
    : { ok: false, code: "unreadable", reason: "internal", message: "" };
}

import { createHash } from "node:crypto";
import type { Answer, Identity } from "../../../domain/call.ts";
import { readBase64 } from "../../../text/base64.ts";
import { fieldNames } from "../../../text/fields.ts";
import { readForm } from "../../../text/form.ts";
import { readDraft } from "../../aspx/draft.ts";
import { ingressReply, METHODS, refuseWith } from "../../aspx/endpoint.ts";
import type { Decoded, DialectRoute, Opened, WireRequest } from "../../dialect.ts";
import { decrypt } from "./cipher.ts";
import { readPayload } from "./payload.ts";
import { notSent, sent } from "./replies.ts";
import { isCurrent } from "./stamp.ts";

const NAMES = fieldNames("UserId", "Text64");

/** As long as two requests could both be current: one that is 5 minutes ahead comes again when it is 5 minutes behind. */
const REPLAY_WINDOW = 10 * 60_000;

/** UTF-16 code units: more than a hundred thousand numbers take, and little enough to decrypt while others wait. */
const MAX_TEXT64 = 2 * 1024 * 1024;

/** Seed 004, 1.5: a send whose parameters are encrypted under the account's password. */
export const ensms: DialectRoute = {
  path: "/ensms.ashx",
  methods: METHODS,
  decode,
  refuse: (why) => ingressReply(why, notSent),
};

function decode({ query, headers, body, receivedAt }: WireRequest): Decoded {
  const form = readForm({ query, contentType: headers["content-type"], body }, NAMES, "utf-8");
  if (!form.ok) return { reply: notSent({ reason: form.fault, detail: form.detail }) };
  const { UserId, Text64 } = form.fields;
  return { sealed: { enterpriseId: UserId.trim(), open: (password) => open(Text64, password, receivedAt), fail: notSent } };
}

function open(text64: string, password: string, receivedAt: number): Opened {
  const encrypted = text64.length > MAX_TEXT64 ? undefined : readBase64(text64);
  const plain = encrypted && decrypt(encrypted, password);
  const payload = plain && readPayload(plain);
  if (!plain || !payload) return { reply: notSent({ reason: "payload-undecodable" }) };

  const { stamp, secret } = payload;
  const login = payload.userName.trim();
  if (login === "") return { reply: notSent({ reason: "credentials-missing", missing: "login" }) };
  if (secret === "") return { reply: notSent({ reason: "credentials-missing", missing: "secret" }) };
  const identity: Identity = { login, proof: { kind: "salted-password", text: stamp, digest: secret } };
  const encode = (answer: Answer<"submit">) => (answer.ok ? sent(answer.value) : notSent(answer.refusal));
  if (!isCurrent(stamp, receivedAt)) {
    return refuseWith(identity, { reason: "timestamp-skewed", detail: "The Stamp is no time, or more than 5 minutes off." }, notSent);
  }
  const { mobile, text: content, ext: extno, sendTime } = payload;
  // What was decrypted, not how it was written: line breaks in the base64 don't make it another request.
  const once = { key: createHash("sha256").update(plain).digest("hex"), window: REPLAY_WINDOW };
  return { call: { kind: "submit", identity, draft: { ...readDraft({ mobile, content, sendTime, extno }), once } }, encode };
}

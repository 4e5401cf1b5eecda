import type { Answer } from "../../domain/call.ts";
import { readDraft, type SEND_FIELDS } from "../aspx/draft.ts";
import { type Operation, refuseParameters } from "../aspx/endpoint.ts";
import { isNewPassword } from "../aspx/password.ts";
import { KEYWORDS_FOUND, messageOf, PASSWORD_MESSAGES } from "./reasons.ts";
import type { Replies } from "./replies.ts";

/** Seed 003, 1.2 and 1.3. */
export function send(replies: Replies): Operation<(typeof SEND_FIELDS)[number]> {
  return {
    fail: replies.notSent,
    decode: (fields, identity) => ({
      call: { kind: "submit", identity, draft: readDraft(fields) },
      encode: (answer: Answer<"submit">) => (answer.ok ? replies.sent(answer.value) : replies.notSent(answer.refusal, answer.account)),
    }),
  };
}

/** Seed 003, chapter 2. */
export function overage(replies: Replies): Operation<string> {
  return {
    fail: replies.noBalance,
    decode: (_fields, identity) => ({
      call: { kind: "balance", identity },
      encode: (answer: Answer<"balance">) =>
        answer.ok ? replies.balance(answer.value.sms, answer.account) : replies.noBalance(answer.refusal, answer.account),
    }),
  };
}

/** Seed 003, 3.3: the check itself has worked, whatever it found. */
export function checkKeyword(replies: Replies): Operation<"content"> {
  return {
    fail: (refusal) => replies.notDone(messageOf(refusal)),
    decode: ({ content }, identity) => ({
      call: { kind: "check-content", identity, text: content },
      encode: (answer: Answer<"check-content">) =>
        answer.ok
          ? replies.done(answer.value.words.length > 0 ? KEYWORDS_FOUND : "没有包含屏蔽词", content)
          : replies.notDone(messageOf(answer.refusal)),
    }),
  };
}

/** Seed 003, 6.3. */
export function changePassword(replies: Replies): Operation<"newpwd" | "renewpwd"> {
  return {
    fail: (refusal) => replies.notDone(messageOf(refusal)),
    decode({ newpwd, renewpwd }, identity) {
      const fault = newPasswordFault(newpwd, renewpwd);
      if (fault !== undefined) {
        return refuseParameters(identity, "There is no new password, or it is not one.", (refusal) =>
          replies.notDone(refusal.reason === "parameter-wrong" ? fault : messageOf(refusal)),
        );
      }
      return {
        call: { kind: "change-password", identity, password: newpwd },
        encode: (answer: Answer<"change-password">) =>
          answer.ok ? replies.done("密码修改成功", "") : replies.notDone(messageOf(answer.refusal)),
      };
    },
  };
}

function newPasswordFault(password: string, again: string): string | undefined {
  if (password === "" || password !== again) return PASSWORD_MESSAGES.differs;
  return isNewPassword(password) ? undefined : PASSWORD_MESSAGES.form;
}

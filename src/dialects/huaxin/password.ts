import type { Answer } from "../../domain/call.ts";
import { fieldNames } from "../../text/fields.ts";
import { COMMON_FIELDS, type Endpoint, endpointRoute, type Fail, refuseParameters } from "../aspx/endpoint.ts";
import { isNewPassword } from "../aspx/password.ts";
import { child, xmlReply } from "../aspx/reply.ts";
import type { DialectRoute, WireReply } from "../dialect.ts";
import { resultOf } from "./reasons.ts";
import { failureWord } from "./replies.ts";
import { RESULTS } from "./results.ts";

const fail: Fail = (refusal, account) => reply(failureWord(account), resultOf(refusal).text);

const ENDPOINT: Endpoint<"newpassword"> = {
  path: "/pwd.aspx",
  charset: "utf-8",
  digest: "accepted",
  fields: fieldNames(...COMMON_FIELDS, "newpassword"),
  actions: {
    fail,
    decode({ newpassword }, identity) {
      if (!isNewPassword(newpassword)) return refuseParameters(identity, "A password has 6 to 20 printable characters.", fail);
      return {
        call: { kind: "change-password", identity, password: newpassword },
        encode: (answer: Answer<"change-password">) =>
          answer.ok ? reply("Success", RESULTS[1].text) : fail(answer.refusal, answer.account),
      };
    },
  },
  fail,
};

/** Seed 004, chapter 7: there is no `action`. */
export const password: DialectRoute = endpointRoute(ENDPOINT);

function reply(status: string, message: string): WireReply {
  return xmlReply(child("returnstatus", status) + child("message", message));
}

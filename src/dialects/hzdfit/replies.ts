import type { Balance } from "../../domain/call.ts";
import type { Account } from "../../domain/directory.ts";
import type { Refusal } from "../../domain/reasons.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { WireReply } from "../dialect.ts";
import { causeOf } from "./causes.ts";
import { balanceResult, submissionResult } from "./reasons.ts";
import { BALANCE_FOUND, RESULTS, type Result } from "./results.ts";

/** No login is longer; the rest of what claims to be one isn't sent back. */
const LONGEST_LOGIN = 64;

/** Whom a reply goes to, as they called themselves, and when, UTC ms. */
export interface Asked {
  readonly login: string;
  readonly at: number;
}

export function sent(asked: Asked, submissionId: number, other: string): WireReply {
  return reply(asked, "0", RESULTS["0"], { param1: String(submissionId), param3: other });
}

/** @param wrong which parameter is wrong and how, in Chinese, where the refusal is `parameter-wrong` */
export function notSent(asked: Asked, refusal: Refusal, wrong?: string): WireReply {
  const why = refusal.reason === "parameter-wrong" && wrong !== undefined ? wrong : causeOf(refusal);
  const result = submissionResult(refusal);
  const first = refusal.reason === "order-duplicate" && refusal.submissionId !== undefined ? String(refusal.submissionId) : "";
  return reply(asked, result, why !== undefined ? `${RESULTS[result]}：${why}` : RESULTS[result], { param1: first });
}

export function balanceFound(asked: Asked, balance: Balance, account: Account): WireReply {
  return reply(asked, "0", BALANCE_FOUND, { param1: yuanOf(balance.credits, account.unitPrice), param2: String(balance.credits) });
}

export function noBalance(asked: Asked, refusal: Refusal): WireReply {
  const result = balanceResult(refusal);
  return reply(asked, result, RESULTS[result]);
}

/** Ten thousandths of a yuan in a hundredth. */
const UNITS_A_CENT = 100n;

/** What the credits are worth, in yuan with two decimals, a half rounded away from 0; empty where they have no price. */
function yuanOf(credits: number, unitPrice: number | undefined): string {
  if (unitPrice === undefined) return "";
  const worth = BigInt(credits) * BigInt(unitPrice);
  const cents = ((worth < 0n ? -worth : worth) + UNITS_A_CENT / 2n) / UNITS_A_CENT;
  const sign = worth < 0n && cents > 0n ? "-" : "";
  return `${sign}${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
}

interface Params {
  readonly param1?: string;
  readonly param2?: string;
  readonly param3?: string;
}

/** Seed 000, 2: every value a string, keys in the document's order, which JSON.stringify keeps. */
function reply({ login, at }: Asked, result: Result, message: string, { param1 = "", param2 = "", param3 = "" }: Params = {}): WireReply {
  const body = JSON.stringify({
    Result: result,
    MSG: message,
    Backtime: formatShanghai(at),
    Account: login.slice(0, LONGEST_LOGIN),
    Param1: param1,
    Param2: param2,
    Param3: param3,
    Param4: "",
    Param5: "",
  });
  return { status: 200, contentType: JSON_TYPE, body };
}

export const JSON_TYPE = "application/json; charset=utf-8";

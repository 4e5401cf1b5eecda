import type { OwnCode } from "../../domain/codes.ts";
import type { Report } from "../../domain/submission.ts";

/** Seed 001, 3.1.2: 成功. */
export const DELIVERED = "DELIVRD";
/** What is said of a failure that has no code of its own: never empty, as clients count what stands between commas. */
const UNDELIVERED = "UNDELIV";

/** Codes of ours that the interface has a word for. */
const WORDS: ReadonlyMap<string, string> = new Map<OwnCode, string>([
  /** Seed 001, 3.1.2: 审核拒绝. */
  ["YZ:REVIEW", "REJECT"],
  ["YZ:CREDIT", "NOBALANCE"],
]);

/** A report's `msg`: DELIVRD for what was delivered and for nothing else; the code of what wasn't, a list's comma taken out. */
export function statusOf({ outcome, code }: Report): string {
  if (outcome === "delivered") return DELIVERED;
  const said = (WORDS.get(code) ?? code).replaceAll(",", " ").trim();
  return said === "" || said.toUpperCase() === DELIVERED ? UNDELIVERED : said;
}

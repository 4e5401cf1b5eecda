import type { Account } from "../domain/directory.ts";
import type { Refusal } from "../domain/reasons.ts";
import type { SubmissionDraft } from "../domain/submission.ts";
import { isSignature, signatureBlocks, withSignature } from "../text/signature-block.ts";
import { type Reworked, textsOf, withTexts } from "./rework.ts";
import type { RuleContext } from "./rules.ts";

/** What a signature in the content may have, without its 【】, in UTF-16 code units (seed 004; the spec's 2 to 8). */
const IN_CONTENT = { min: 2, max: 8 };
/** Longest signature of a customer's own, as long as an approved one may be. */
const LONGEST_CUSTOM = 20;

/**
 * Makes the texts the ones that leave: puts the account's signature where the platform is to put it, or checks the one that
 * the customer must have put there.
 *
 * - `prepend`, `append`: the customer's own text where the account may use one, else the approved one that `tag` counts
 *   (`signature-tag-unknown` where there is none), else the first approved one (`signature-missing` where there is none). A
 *   text that has this signature at either end already, or, where the customer asked for none, any approved one, stays as
 *   it is.
 * - `in-content`: the text begins or ends with 【…】 (`signature-missing`), and at one end at least it has 2 to 8 characters
 *   and is approved (`signature-unapproved`). With `custom` any of that length will do; with nothing approved, none does.
 * - `none`, and MMS: as it is.
 */
export function applySignature({ account, draft }: Pick<RuleContext, "account" | "draft">): Reworked {
  const { mode } = account.signature;
  if (mode === "none" || draft.medium !== "sms") return { ok: true, draft };
  if (mode === "in-content") {
    const refusal = checkInContent(account, draft);
    return refusal ? { ok: false, refusal } : { ok: true, draft };
  }
  const chosen = choose(account, draft);
  if (!chosen.ok) return chosen;
  const { signature, accepted } = chosen;
  const change = (text: string): string => withSignature(text, signature, mode, accepted);
  return { ok: true, draft: { ...draft, content: withTexts(draft.content, change) } };
}

type Chosen =
  | { readonly ok: true; readonly signature: string; readonly accepted: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** The signature to put there, and which ones in the text make that needless. */
function choose(account: Account, { signature: wish }: SubmissionDraft): Chosen {
  const { custom, approved } = account.signature;
  const own = custom ? ownText(wish?.text) : undefined;
  if (own !== undefined) {
    if (!isSignature(own) || own.length > LONGEST_CUSTOM) {
      return { ok: false, refusal: { reason: "signature-unapproved", detail: `a signature has 1 to ${LONGEST_CUSTOM} characters` } };
    }
    return { ok: true, signature: own, accepted: [own] };
  }
  const tag = String(wish?.tag ?? "").trim();
  if (tag !== "") {
    const tagged = /^\d{1,9}$/.test(tag) ? approved[Number(tag) - 1] : undefined;
    if (tagged === undefined) return { ok: false, refusal: { reason: "signature-tag-unknown" } };
    return { ok: true, signature: tagged, accepted: [tagged] };
  }
  const [first] = approved;
  if (first === undefined) return { ok: false, refusal: { reason: "signature-missing", detail: "the account has no approved signature" } };
  return { ok: true, signature: first, accepted: approved };
}

/** A customer's own signature, which it may have written with the brackets; undefined where it gave none. */
function ownText(given: string | undefined): string | undefined {
  const text = given?.trim() ?? "";
  if (text === "") return undefined;
  return text.startsWith("【") && text.endsWith("】") ? text.slice(1, -1).trim() : text;
}

function checkInContent(account: Account, draft: SubmissionDraft): Refusal | undefined {
  const { custom, approved } = account.signature;
  const passes = (signature: string): boolean =>
    signature.length >= IN_CONTENT.min &&
    signature.length <= IN_CONTENT.max &&
    (custom ? isSignature(signature) : approved.includes(signature));
  for (const text of textsOf(draft.content)) {
    const { head, tail } = signatureBlocks(text);
    if (head === undefined && tail === undefined) return { reason: "signature-missing" };
    if (!(head !== undefined && passes(head)) && !(tail !== undefined && passes(tail))) return { reason: "signature-unapproved" };
  }
  return undefined;
}

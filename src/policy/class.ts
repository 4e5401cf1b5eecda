import type { ContentClass } from "../domain/message.ts";

/** Words by which a text is told to be a campaign; carriers require the opt-out hint in every one. */
const MARKETING = /拒收请?回复|回复?(?:T|TD|R|N)退订|退订回/iu;

/** Which class a text belongs to, for the order in which a channel's budget is spent. */
export function contentClass(text: string, verificationMatch: string): ContentClass {
  if (verificationMatch !== "" && text.includes(verificationMatch)) return "verification";
  return MARKETING.test(text) ? "marketing" : "notice";
}

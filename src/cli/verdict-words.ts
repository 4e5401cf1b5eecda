import { readChoice, type Verdict } from "../domain/choice.ts";
import { formatShanghai } from "../text/shanghai-time.ts";

const WORDS: Readonly<Record<Verdict["why"], string>> = {
  taken: "taken",
  turn: "another's turn, by weight",
  room: "no room now",
  down: "not connected",
  drained: "takes no messages, as an operator has switched it so",
  absent: "not running on that node",
  circuit: "circuit open",
  asked: "was asked before and did not take it",
  failed: "took it before, and it was not delivered",
  text: "can't carry a text of more than one segment",
  code: "has no room for the whole access code",
  spare: "next in line",
};

/** What a candidate's verdict says, in plain words. */
export function verdictWords({ why, since }: Pick<Verdict, "why" | "since">): string {
  return since === undefined ? WORDS[why] : `${WORDS[why]} since ${formatShanghai(since).slice(11)}`;
}

/** A stored choice in one sentence: `smpp-a: circuit open since 12:03:04; smpp-b: taken`. */
export function choiceWords(text: string, channelName: (id: number) => string): string {
  const { verdicts, more } = readChoice(text);
  const told = verdicts.map((verdict) => `${channelName(verdict.channelId)}: ${verdictWords(verdict)}`);
  if (more) told.splice(-1, 0, "and others");
  return told.join("; ");
}

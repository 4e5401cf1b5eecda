/**
 * Why each channel was taken or passed over for a try, as it is kept with a message: `3c1795136890;4t` is "channel 3: circuit open
 * since then (in seconds); channel 4: taken". Short, as there is one for every message that had a choice.
 */
export interface Verdict {
  readonly channelId: number;
  readonly why: Why;
  /** UTC ms, whole seconds; only with `circuit`. */
  readonly since?: number;
}

/** The letters are part of the stored data. */
const LETTERS = {
  taken: "t",
  /** Those of one priority take turns; this time it was another's. */
  turn: "w",
  /** Neither its window nor its rate has room now. */
  room: "n",
  /** Not connected. */
  down: "d",
  /** Switched so by an operator. */
  drained: "s",
  /** It doesn't run on this node. */
  absent: "e",
  circuit: "c",
  /** It was asked before and did not take the message. */
  asked: "r",
  /** It took the message before, and a receipt said that it was not delivered. */
  failed: "f",
  /** Not in one part, and it can't concatenate. */
  text: "x",
  /** The access code would be too long for it. */
  code: "a",
  /** Later in the order than the one that was taken. Never stored. */
  spare: "p",
} as const;

export type Why = keyof typeof LETTERS;
export const WHYS = Object.keys(LETTERS) as readonly Why[];

const WORDS = new Map<string, Why>(Object.entries(LETTERS).map(([why, letter]) => [letter, why as Why]));
const MOST = 400;

/** At most 400 characters: where there are more verdicts, the first ones, a `+`, and the last one. */
export function writeChoice(verdicts: readonly Verdict[]): string {
  const pieces = verdicts.map(
    ({ channelId, why, since }) => `${channelId}${LETTERS[why]}${since === undefined ? "" : Math.floor(since / 1_000)}`,
  );
  const whole = pieces.join(";");
  if (whole.length <= MOST) return whole;
  const last = `;+;${pieces.pop()}`;
  let text = pieces.shift() ?? "";
  for (const piece of pieces) {
    if (text.length + 1 + piece.length + last.length > MOST) break;
    text += `;${piece}`;
  }
  return text + last;
}

/** The verdicts of a stored text; `more` where some were left out before the last one. What can't be read is passed over. */
export function readChoice(text: string): { readonly verdicts: readonly Verdict[]; readonly more: boolean } {
  const pieces = text.split(";");
  const verdicts = pieces.flatMap((piece): readonly Verdict[] => {
    const [, id, letter = "", since = ""] = /^(\d{1,16})([a-z])(\d{0,12})$/.exec(piece) ?? [];
    const why = WORDS.get(letter);
    if (id === undefined || why === undefined) return [];
    return [{ channelId: Number(id), why, ...(since === "" ? {} : { since: Number(since) * 1_000 }) }];
  });
  return { verdicts, more: pieces.includes("+") };
}

import { Mark, type Tone } from "../shared/values.tsx";
import { useT, useWordOf } from "../shared/words.tsx";

const TONES = {
  enabled: "good",
  approved: "good",
  review: "warn",
  waiting: "warn",
  returned: "bad",
  disabled: "still",
  withdrawn: "still",
} as const satisfies Record<string, Tone>;

/** What became of a request, with the reviewer's reason: a word that the catalogue has, or what they wrote. */
export function AskedState({ state, reason }: { readonly state: keyof typeof TONES; readonly reason?: string | undefined }) {
  const t = useT();
  const word = useWordOf("reviewReasons");
  return (
    <div className="asked-state">
      <Mark tone={TONES[state]}>{t(`ask.${state}`)}</Mark>
      {state === "returned" && reason !== undefined ? <div className="option-hint">{word(reason)}</div> : null}
    </div>
  );
}

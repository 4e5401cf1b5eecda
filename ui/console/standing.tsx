import type { Standing } from "../../src/domain/channel-state.ts";
import { Mark, type Tone } from "../shared/values.tsx";
import { useT } from "../shared/words.tsx";

const TONES: Readonly<Record<Standing, Tone>> = {
  connected: "good",
  "not connected": "bad",
  failing: "bad",
  unheard: "bad",
  draining: "busy",
  drained: "still",
  closing: "busy",
  closed: "still",
  off: "still",
};

/** How a channel stands, in a word. */
export function StandingMark({ standing }: { readonly standing: Standing }) {
  const t = useT();
  return <Mark tone={TONES[standing]}>{t(`standings.${standing}`)}</Mark>;
}

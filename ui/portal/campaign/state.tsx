import { Mark, type Tone } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import type { Campaign } from "./hand-over.ts";

const TONES: Readonly<Record<Campaign["state"], Tone>> = { open: "warn", handed: "good", cancelled: "still" };

export function CampaignState({ state }: Pick<Campaign, "state">) {
  const t = useT();
  return <Mark tone={TONES[state]}>{t(`campaigns.${state}`)}</Mark>;
}

/** `open`: parts of it are still to be handed in; `handed`: all are; `cancelled`: no more are taken, and what could be was called off. */
export const CAMPAIGN_STATES = ["open", "handed", "cancelled"] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** Recipients of one part, at most: a submission of its own. */
export const MOST_OF_PART = 2_000;
/** Recipients of a campaign, at most. */
export const MOST_OF_CAMPAIGN = 200_000;

/** In how many parts a campaign is handed in. @param most recipients of one submission, as the platform is set */
export function partsOf(recipients: number, most: number): number {
  return Math.ceil(recipients / Math.max(1, Math.min(most, MOST_OF_PART)));
}

/** Which recipients a part has: from one index up to another, parts being as equal as may be. */
export function boundsOfPart(place: number, parts: number, recipients: number): readonly [from: number, to: number] {
  return [Math.floor((place * recipients) / parts), Math.floor(((place + 1) * recipients) / parts)];
}

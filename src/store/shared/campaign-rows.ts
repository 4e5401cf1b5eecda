import type { CampaignState } from "../../domain/campaign.ts";
import type { Campaign, CampaignPart, NewCampaign } from "../store.ts";

export const CAMPAIGN_COLUMNS =
  "id, account_id, name, text, ext, signature, send_at, recipients, parts, fingerprint, actor, at, state, handed_parts, handed, credits";
export const PART_COLUMNS = "place, submission_id, recipients, credits";
/** Campaigns that are forgotten when another one begins. */
export const FORGOTTEN_AT_ONCE = 20;

/** Engines read it under the same names; what isn't there is null. */
export interface CampaignRow extends Record<string, unknown> {
  id: number;
  account_id: number;
  name: string;
  text: string;
  ext: string;
  signature: number | null;
  send_at: number | null;
  recipients: number;
  parts: number;
  fingerprint: string;
  actor: string;
  at: number;
  state: CampaignState;
  handed_parts: number;
  handed: number;
  credits: number;
}

export function campaignOf({ account_id, send_at, signature, handed_parts, ...row }: CampaignRow): Campaign {
  return { ...row, accountId: account_id, sendAt: send_at ?? undefined, signature: signature ?? undefined, handedParts: handed_parts };
}

export interface PartRow extends Record<string, unknown> {
  place: number;
  submission_id: number | null;
  recipients: number;
  credits: number;
}

export function partOf({ submission_id, ...row }: PartRow): CampaignPart {
  return { ...row, submissionId: submission_id ?? undefined };
}

/** In the order of `CAMPAIGN_COLUMNS`, up to `at`. */
export function campaignValues(campaign: NewCampaign): readonly (number | string | null)[] {
  const { id, accountId, name, text, ext, signature, sendAt, recipients, parts, fingerprint, actor, at } = campaign;
  return [id, accountId, name, text, ext, signature ?? null, sendAt ?? null, recipients, parts, fingerprint, actor, at];
}

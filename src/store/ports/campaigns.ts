import type { CampaignState } from "../../domain/campaign.ts";

/** What a customer's people send to a file of recipients: one text, handed in as many submissions. */
export interface CampaignStore {
  /**
   * Begins one, in state `open`. False where the account has `most` that are open. Some of its campaigns from before `forget` (UTC ms) are
   * forgotten on this occasion.
   */
  begin(campaign: NewCampaign, most: number, forget: number): Promise<boolean>;
  /** An account's, latest first, from before the given id on. */
  list(accountId: number, before: number, limit: number): Promise<readonly Campaign[]>;
  /** With its parts, in their order; undefined where the account has none of that id. */
  get(accountId: number, id: number): Promise<{ readonly campaign: Campaign; readonly parts: readonly CampaignPart[] } | undefined>;
  /**
   * Writes down that a part was handed in; one that is there already stays as it is. The last one that was missing makes an open campaign
   * `handed`. Answers how the campaign stands then: of one that was cancelled meanwhile, the part is to be called off as well. Undefined where
   * the account has none of that id.
   */
  addPart(accountId: number, id: number, part: CampaignPart): Promise<CampaignState | undefined>;
  /** From here on it is cancelled. False where the account has none of that id, or it was before. */
  cancel(accountId: number, id: number): Promise<boolean>;
}

export interface NewCampaign {
  /** Fresh, time-ordered. */
  readonly id: number;
  readonly accountId: number;
  /** At most 100 characters. */
  readonly name: string;
  /** With columns between braces (text/columns.ts), without the signature that the platform puts there. */
  readonly text: string;
  readonly ext: string;
  /** Which approved signature, counted from 1; undefined: the first. */
  readonly signature: number | undefined;
  /** UTC ms; undefined: as its parts come. */
  readonly sendAt: number | undefined;
  readonly recipients: number;
  /** How many parts it is handed in. */
  readonly parts: number;
  /** By which the same recipients in the same order are known again; at most 64 characters. */
  readonly fingerprint: string;
  /** Who began it. */
  readonly actor: string;
  readonly at: number;
}

export interface Campaign extends NewCampaign {
  readonly state: CampaignState;
  readonly handedParts: number;
  /** Recipients in them. */
  readonly handed: number;
  /** Charged for them. */
  readonly credits: number;
}

export interface CampaignPart {
  /** From 0. */
  readonly place: number;
  /** Undefined: every recipient was refused by itself, so that there is none. */
  readonly submissionId: number | undefined;
  readonly recipients: number;
  /** Charged. */
  readonly credits: number;
}

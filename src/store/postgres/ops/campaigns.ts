import type { CampaignState } from "../../../domain/campaign.ts";
import { firstIdAt } from "../../../domain/ids.ts";
import {
  CAMPAIGN_COLUMNS,
  type CampaignRow,
  campaignOf,
  campaignValues,
  FORGOTTEN_AT_ONCE,
  PART_COLUMNS,
  type PartRow,
  partOf,
} from "../../shared/campaign-rows.ts";
import type { Campaign, CampaignPart, CampaignStore, NewCampaign } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";

/** Those who begin one wait for each other, so that they are counted one by one. */
const ALONE = "LOCK TABLE campaign IN SHARE ROW EXCLUSIVE MODE";
const OPEN = "SELECT count(*) AS n FROM campaign WHERE account_id = $1 AND state = 'open'";
const BEGIN = `
INSERT INTO campaign (id, account_id, name, text, ext, signature, send_at, recipients, parts, fingerprint, actor, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
const OLD = "SELECT id FROM campaign WHERE account_id = $1 AND id < $2 ORDER BY id LIMIT $3";
const LIST = `SELECT ${CAMPAIGN_COLUMNS} FROM campaign WHERE account_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`;
const GET = `SELECT ${CAMPAIGN_COLUMNS} FROM campaign WHERE id = $1 AND account_id = $2`;
const PARTS = `SELECT ${PART_COLUMNS} FROM campaign_part WHERE campaign_id = $1 ORDER BY place`;
const STATE = "SELECT state FROM campaign WHERE id = $1 AND account_id = $2 FOR UPDATE";
const ADD = `INSERT INTO campaign_part (campaign_id, ${PART_COLUMNS}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`;
const COUNT = `
UPDATE campaign SET handed_parts = handed_parts + 1, handed = handed + $2, credits = credits + $3,
  state = CASE WHEN state = 'open' AND handed_parts + 1 >= parts THEN 'handed' ELSE state END
WHERE id = $1 RETURNING state`;
const CANCEL = "UPDATE campaign SET state = 'cancelled' WHERE id = $1 AND account_id = $2 AND state <> 'cancelled'";

/** See `CampaignStore.begin`. */
export async function begin(tx: Tx, campaign: NewCampaign, most: number, forget: number): Promise<boolean> {
  await tx.run(ALONE);
  if (((await tx.get<Row & { n: number }>(OPEN, campaign.accountId))?.n ?? 0) >= most) return false;
  for (const { id } of await tx.all<Row & { id: number }>(OLD, campaign.accountId, firstIdAt(forget), FORGOTTEN_AT_ONCE)) {
    await tx.run("DELETE FROM campaign_part WHERE campaign_id = $1", id);
    await tx.run("DELETE FROM campaign WHERE id = $1", id);
  }
  await tx.run(BEGIN, ...campaignValues(campaign));
  return true;
}

/** See `CampaignStore.list`. */
export async function list(tx: Tx, accountId: number, before: number, limit: number): Promise<readonly Campaign[]> {
  return (await tx.all<CampaignRow>(LIST, accountId, before, limit)).map(campaignOf);
}

/** See `CampaignStore.get`. */
export async function get(tx: Tx, accountId: number, id: number): ReturnType<CampaignStore["get"]> {
  const row = await tx.get<CampaignRow>(GET, id, accountId);
  return row && { campaign: campaignOf(row), parts: (await tx.all<PartRow>(PARTS, id)).map(partOf) };
}

/** See `CampaignStore.addPart`. Parts of one campaign come one after the other. */
export async function addPart(tx: Tx, accountId: number, id: number, part: CampaignPart): Promise<CampaignState | undefined> {
  const { place, submissionId, recipients, credits } = part;
  const found = await tx.get<Row & { state: CampaignState }>(STATE, id, accountId);
  if (!found || (await tx.run(ADD, id, place, submissionId ?? null, recipients, credits)) === 0) return found?.state;
  return (await tx.get<Row & { state: CampaignState }>(COUNT, id, recipients, credits))?.state;
}

/** See `CampaignStore.cancel`. */
export async function cancel(tx: Tx, accountId: number, id: number): Promise<boolean> {
  return (await tx.run(CANCEL, id, accountId)) > 0;
}

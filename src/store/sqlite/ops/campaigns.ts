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
import type { Tx } from "../tx.ts";

const OPEN = "SELECT count(*) AS n FROM campaign WHERE account_id = ? AND state = 'open'";
const BEGIN = `
INSERT INTO campaign (id, account_id, name, text, ext, signature, send_at, recipients, parts, fingerprint, actor, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const OLD = "SELECT id FROM campaign WHERE account_id = ? AND id < ? ORDER BY id LIMIT ?";
const LIST = `SELECT ${CAMPAIGN_COLUMNS} FROM campaign WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT ?`;
const GET = `SELECT ${CAMPAIGN_COLUMNS} FROM campaign WHERE id = ? AND account_id = ?`;
const PARTS = `SELECT ${PART_COLUMNS} FROM campaign_part WHERE campaign_id = ? ORDER BY place`;
const STATE = "SELECT state FROM campaign WHERE id = ? AND account_id = ?";
const ADD = `INSERT INTO campaign_part (campaign_id, ${PART_COLUMNS}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const COUNT = `
UPDATE campaign SET handed_parts = handed_parts + 1, handed = handed + ?, credits = credits + ?,
  state = CASE WHEN state = 'open' AND handed_parts + 1 >= parts THEN 'handed' ELSE state END
WHERE id = ? RETURNING state`;
const CANCEL = "UPDATE campaign SET state = 'cancelled' WHERE id = ? AND account_id = ? AND state <> 'cancelled'";

/** See `CampaignStore.begin`. */
export function begin({ db }: Tx, campaign: NewCampaign, most: number, forget: number): boolean {
  if ((db.get<{ n: number }>(OPEN, campaign.accountId)?.n ?? 0) >= most) return false;
  for (const { id } of db.all<{ id: number }>(OLD, campaign.accountId, firstIdAt(forget), FORGOTTEN_AT_ONCE)) {
    db.run("DELETE FROM campaign_part WHERE campaign_id = ?", id);
    db.run("DELETE FROM campaign WHERE id = ?", id);
  }
  db.run(BEGIN, ...campaignValues(campaign));
  return true;
}

/** See `CampaignStore.list`. */
export function list({ db }: Tx, accountId: number, before: number, limit: number): readonly Campaign[] {
  return db.all<CampaignRow>(LIST, accountId, before, limit).map(campaignOf);
}

/** See `CampaignStore.get`. */
export function get({ db }: Tx, accountId: number, id: number): Awaited<ReturnType<CampaignStore["get"]>> {
  const row = db.get<CampaignRow>(GET, id, accountId);
  return row && { campaign: campaignOf(row), parts: db.all<PartRow>(PARTS, id).map(partOf) };
}

/** See `CampaignStore.addPart`. */
export function addPart({ db }: Tx, accountId: number, id: number, part: CampaignPart): CampaignState | undefined {
  const { place, submissionId, recipients, credits } = part;
  const found = db.get<{ state: CampaignState }>(STATE, id, accountId);
  if (!found || db.run(ADD, id, place, submissionId ?? null, recipients, credits) === 0) return found?.state;
  return db.get<{ state: CampaignState }>(COUNT, recipients, credits, id)?.state;
}

/** See `CampaignStore.cancel`. */
export function cancelCampaign({ db }: Tx, accountId: number, id: number): boolean {
  return db.run(CANCEL, id, accountId) > 0;
}

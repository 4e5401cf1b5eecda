import type { CampaignStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { addPart, begin, cancel, get, list } from "../ops/campaigns.ts";

export function campaignPort(engine: Engine): CampaignStore {
  return {
    begin: (campaign, most, forget) => engine.write((tx) => begin(tx, campaign, most, forget)),
    list: (accountId, before, limit) => engine.read((tx) => list(tx, accountId, before, limit)),
    get: (accountId, id) => engine.snapshot((tx) => get(tx, accountId, id)),
    addPart: (accountId, id, part) => engine.write((tx) => addPart(tx, accountId, id, part)),
    cancel: (accountId, id) => engine.write((tx) => cancel(tx, accountId, id)),
  };
}

import type { InboundArrival, InboundAssignment, InboundText } from "../store.ts";
import type { Rig } from "./rig.ts";

export const PHONE = "13800138000";
export const ACCESS_CODE = "10690588";
/** How long the parts of a text wait for each other here. */
export const PATIENCE = 60_000;

export function arrivalOf(rig: Rig, over: Partial<InboundArrival> = {}): InboundArrival {
  const id = rig.id();
  return {
    id,
    key: `key-${id}`,
    phone: PHONE,
    accessCode: ACCESS_CODE,
    text: "收到",
    at: rig.now,
    reference: 0,
    part: 1,
    parts: 1,
    mergeBy: rig.now + PATIENCE,
    ...over,
  };
}

/** Stores a text, or a part of one. */
export async function arrive(rig: Rig, over: Partial<InboundArrival> = {}): Promise<InboundArrival> {
  const arrival = arrivalOf(rig, over);
  await rig.store.inbound.store(rig.channelId, [arrival]);
  return arrival;
}

export function unmatched(rig: Rig): Promise<readonly InboundText[]> {
  return rig.store.inbound.unmatched(rig.now, 1_000);
}

export async function assign(rig: Rig, id: number, over: Partial<InboundAssignment> = {}): Promise<void> {
  const plain = { accountId: rig.accountId, accountCode: "05", ext: "88", answers: undefined, pull: true, push: false, optOut: false };
  await rig.store.inbound.assign([{ id, at: rig.now, ...plain, ...over }]);
}

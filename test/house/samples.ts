import type { ChannelConfig } from "../../src/domain/directory.ts";
import type { ClaimedMessage } from "../../src/store/store.ts";

export { sampleAccount } from "../../src/domain/account.testing.ts";

/** A channel that takes everything, with the file format's defaults. */
export function sampleChannel(own: Partial<ChannelConfig> = {}): ChannelConfig {
  return {
    id: 1,
    name: "a",
    kind: "scripted",
    media: "sms",
    enabled: true,
    operators: ["mobile", "unicom", "telecom"],
    code: "10690000",
    maxCodeLength: 20,
    rate: 0,
    window: 32,
    sessions: 1,
    responseTimeout: 60_000,
    validity: 72 * 3_600_000,
    heartbeat: 60_000,
    concatenate: true,
    encoding: "ucs2",
    retry: { on: ["throttled", "disconnected"], backoff: [1_000, 5_000, 30_000, 120_000], giveUpAfter: 600_000, thenNextChannel: true },
    delivery: "at-least-once",
    connect: undefined,
    own: {},
    ...own,
  };
}

/** A message on its first try, sent at time 0. */
export function sampleClaimed(own: Partial<ClaimedMessage> = {}): ClaimedMessage {
  return {
    id: 64,
    accountId: 1,
    submissionId: 32,
    medium: "sms",
    lane: 16_384,
    phone: "13800138000",
    text: "您好",
    ext: "",
    segments: 1,
    numbered: false,
    attempt: 1,
    avoid: undefined,
    asked: [],
    undelivered: undefined,
    atMostOnce: false,
    sendAt: 0,
    ...own,
  };
}

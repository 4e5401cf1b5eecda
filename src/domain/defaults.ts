import type { CircuitSettings, PlatformSettings } from "./directory.ts";

const HOUR = 3_600_000;

/** What holds where the operator has said nothing. */
export const DEFAULT_SETTINGS: PlatformSettings = {
  frequency: {
    verification: { match: "验证码", limit: 3, window: 180_000 },
    daily: { limit: 10 },
    exemptPhones: [],
  },
  push: { allowAddresses: [] },
  hosts: {},
  limits: {
    body: 10 * 1024 * 1024,
    content: 1000,
    mms: 300 * 1024,
    recipients: 10_000,
    queued: 5_000_000,
    orderIds: 30 * 24 * HOUR,
    schedule: 30 * 24 * HOUR,
  },
  // six months are what the law asks for in China: 184 days at most, and a few to look into them
  retention: { messages: 190 * 24 * HOUR, parkedReceipts: 30 * 24 * HOUR },
};

/** Of a channel that states none: dispatch/breaker.ts says what they mean. */
export const DEFAULT_CIRCUIT: CircuitSettings = { failures: 10, share: 0.5, window: 30_000, open: 10_000 };

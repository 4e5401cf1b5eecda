import { DEFAULT_SETTINGS } from "../../domain/defaults.ts";
import type { AccountPlan, ChannelPlan, ProductPlan, ProvisioningPlan } from "../../domain/provisioning.ts";

/** Plans as a provisioning file gives them, every default filled in. */
export function channelPlan(name: string, settings: Partial<ChannelPlan> = {}): ChannelPlan {
  return {
    name,
    kind: "simulator",
    media: "sms",
    enabled: true,
    operators: ["mobile", "unicom", "telecom"],
    code: "1069",
    maxCodeLength: 20,
    rate: 0,
    window: 16,
    sessions: 1,
    responseTimeout: 30_000,
    validity: 259_200_000,
    heartbeat: 30_000,
    concatenate: true,
    encoding: "ucs2",
    retry: { on: ["throttled"], backoff: [1_000], giveUpAfter: 600_000, thenNextChannel: true },
    delivery: "at-least-once",
    connect: undefined,
    own: { receiptDelay: 1_000 },
    ...settings,
  };
}

export function productPlan(name: string, channels: readonly string[]): ProductPlan {
  return { name, routes: [{ media: "sms", operators: ["mobile", "unicom", "telecom"], channels }] };
}

export function accountPlan(login: string, settings: Partial<AccountPlan> = {}): AccountPlan {
  return {
    login,
    name: login,
    enabled: true,
    dialects: ["huaxin"],
    product: "standard",
    code: "",
    enterpriseId: undefined,
    secrets: { password: `${login}-password`, md5Key: undefined, veryCode: undefined },
    payment: "prepaid",
    creditLimit: 0,
    charge: "on-submit",
    billing: "cn",
    unitPrice: undefined,
    signature: { mode: "none", custom: false },
    signatures: [],
    review: "none",
    allowFrom: [],
    push: { mode: "pull", method: undefined, reports: undefined, inbound: undefined },
    delivery: "at-least-once",
    minRecipients: 0,
    dailyLimit: 0,
    optOut: false,
    refuseSqlText: false,
    templateSubmission: false,
    dialectSettings: {},
    credits: 1_000,
    mmsCredits: 10,
    templates: [],
    ...settings,
  };
}

export const BASE_PLAN: ProvisioningPlan = {
  settings: DEFAULT_SETTINGS,
  keywords: undefined,
  blacklist: undefined,
  ported: undefined,
  channels: [channelPlan("first"), channelPlan("second")],
  products: [productPlan("standard", ["first", "second"])],
  accounts: [accountPlan("buyer")],
};

import { describe, expect, it } from "vitest";
import { sampleAccount, sampleChannel } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { StoredInbound, StoredReport } from "../store/store.ts";
import { completeInbound, completeReport } from "./complete.ts";

const account = sampleAccount({ code: "05" });
const directory = indexDirectory({
  version: 1,
  settings: DEFAULT_SETTINGS,
  accounts: [account],
  channels: [sampleChannel({ id: 7, code: "1069" })],
  products: [],
});

const STORED: StoredReport = {
  messageId: 64,
  submissionId: 32,
  phone: "13800138000",
  outcome: "delivered",
  code: "DELIVRD",
  at: 0,
  ext: "88",
  orderId: "A-1",
  channelId: 7,
  dialect: "huaxin",
};

const INBOUND: StoredInbound = {
  id: 96,
  accountId: 1,
  phone: "13800138000",
  text: "收到",
  at: 0,
  accessCode: "10690588",
  accountCode: "05",
  ext: "88",
  answers: undefined,
  dialect: undefined,
};

describe("a report", () => {
  it("tells what the recipient saw as the sender, and where the number is from, and nothing that is only ours", () => {
    expect(completeReport(STORED, directory, account)).toEqual({
      messageId: 64,
      submissionId: 32,
      phone: "13800138000",
      outcome: "delivered",
      code: "DELIVRD",
      at: 0,
      ext: "88",
      orderId: "A-1",
      accessCode: "10690588",
      region: { province: "北京", city: "北京" },
    });
  });

  it("takes the code of the channel that would have been first where none took the message", () => {
    const products = [{ id: 1, name: "p", routes: [{ media: "sms", operators: ["mobile"], channels: [7] }] }] as const;
    const routed = indexDirectory({ ...directory, products, channels: [sampleChannel({ id: 7, code: "1069" })] });
    expect(completeReport({ ...STORED, channelId: undefined }, routed, account).accessCode).toBe("10690588");
    expect(completeReport({ ...STORED, channelId: undefined, phone: "nobody" }, routed, account).accessCode).toBe("0588");
  });

  it.each([undefined, 8])("leaves the channel's part of the access code out where channel %s is none", (channelId) => {
    expect(completeReport({ ...STORED, channelId }, directory, account).accessCode).toBe("0588");
  });

  it("knows no region of a number that isn't a mainland one", () => {
    expect(completeReport({ ...STORED, phone: "+85291234567" }, directory, account).region).toEqual({ province: "", city: "" });
  });
});

describe("an inbound text", () => {
  it("tells where the number is from, and nothing that is only ours", () => {
    const { accountId: _accountId, dialect: _dialect, ...told } = INBOUND;
    expect(completeInbound(INBOUND)).toEqual({ ...told, region: { province: "北京", city: "北京" } });
  });
});

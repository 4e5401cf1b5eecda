import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../../test/house/samples.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import type { Part } from "../channel.ts";
import { SmppConversation } from "./conversation.ts";
import * as golden from "./frames.testing.ts";
import { frame } from "./frames.testing.ts";
import { MessageIds } from "./ids.ts";
import { InboundKeys } from "./inbound-keys.ts";
import { BIND, decodeParameters, decodePdu, SHORT_MESSAGE } from "./pdus.ts";
import { parseSettings } from "./settings.ts";

const PART: Part = {
  messageId: 64,
  attempt: 1,
  part: 1,
  parts: 1,
  medium: "sms",
  phone: "13800138000",
  source: "1069000005",
  text: "您好",
  reference: 0,
};

function talk(own: Readonly<Record<string, unknown>> = {}, role = "transceiver") {
  const clock = new ManualClock();
  const parsed = parseSettings({ systemId: "yizhan", password: "secret", systemType: "VMS", ...own });
  if (!parsed.ok) throw new Error("the settings are wrong");
  const settings = parsed.own as never;
  const config = sampleChannel({ code: "10690000" });
  const conversation = new SmppConversation(
    { config, settings, clock, ids: new MessageIds("auto", clock), keys: new InboundKeys() },
    { name: role, submits: true },
  );
  const hear = (hex: string) => conversation.hear(frame(hex));
  return { clock, conversation, hear, login: () => conversation.login().toString("hex") };
}

/** Logged in, and with one submit under sequence number 2. */
function submitted(own?: Readonly<Record<string, unknown>>, part: Partial<Part> = {}) {
  const talking = talk(own);
  talking.login();
  talking.hear(golden.BIND_TRANSCEIVER_RESP);
  const submit = talking.conversation.submit({ ...PART, ...part });
  return { ...talking, submit: submit.kind === "submit" ? submit.frame.toString("hex") : submit };
}

describe("a login", () => {
  it("reads as the document's example does", () => {
    const { command, sequence, body } = decodePdu(frame(golden.BIND_TRANSMITTER));
    expect([command, sequence]).toEqual([2, 1]);
    expect(BIND.decode(body)?.body).toMatchObject({
      systemId: "SMPP3TEST",
      password: "secret08",
      systemType: "SUBMIT1",
      interfaceVersion: 0,
      addrTon: 1,
      addrNpi: 1,
      addressRange: "",
    });
  });

  it("is a bind of the connection's role", () => {
    expect(talk().login()).toBe(golden.BIND_TRANSCEIVER);
    expect(talk({}, "transmitter").login().slice(8, 16)).toBe("00000002");
    expect(talk({}, "receiver").login().slice(8, 16)).toBe("00000001");
    expect(talk({ version: 3.3 }).login()).toBe(golden.BIND_TRANSCEIVER.replace("34000000", "33000000"));
  });

  it("is done when the carrier says so, and over when it says no", () => {
    expect(talk().hear(golden.BIND_TRANSCEIVER_RESP)).toEqual({ kind: "open" });
    expect(talk().hear("0000001080000009 0000000e 00000001".replaceAll(" ", ""))).toEqual({
      kind: "end",
      why: "the login was refused: ESME_RINVPASWD",
    });
    expect(talk().hear(golden.NACK)).toEqual({ kind: "end", why: "the login was not understood: ESME_RINVCMDID" });
    expect(talk().hear("000000108000000900000999" + "00000001")).toMatchObject({ why: "the login was refused: ESME_0x00000999" });
  });
});

describe("a submit", () => {
  it("is a submit_sm in UCS-2 that asks for a receipt", () => {
    expect(submitted().submit).toBe(golden.SUBMIT);
  });

  it("has a header where it is a part", () => {
    expect(submitted({}, { text: "您", part: 2, parts: 3, reference: 0xa7 }).submit).toBe(golden.SUBMIT_PART);
  });

  it("is in the default alphabet where the channel allows it, and international where the phone is", () => {
    const own = { encoding: "gsm7", sourceTon: 5, destNpi: 1 };
    expect(submitted(own, { text: "€ 5 @ [", phone: "+447700900123" }).submit).toBe(golden.SUBMIT_GSM7);
  });

  it("gives mainland numbers their country code where the channel's are international", () => {
    const { submit } = submitted({ destTon: 1, destNpi: 1 });
    expect(SHORT_MESSAGE.decode(decodePdu(frame(submit as string)).body)?.body).toMatchObject({
      destTon: 1,
      destNpi: 1,
      dest: "8613800138000",
    });
  });

  it("that fits no message is refused without leaving", () => {
    expect(submitted({}, { text: "短".repeat(71) }).submit).toEqual({ kind: "refused", code: "SMPP:LENGTH", final: false });
    expect(submitted({}, { medium: "mms" }).submit).toEqual({ kind: "refused", code: "SMPP:MEDIUM", final: true });
  });

  // biome-ignore format: a table
  it.each([
    ["accepted", golden.SUBMIT_RESP, { kind: "accepted", upstreamId: "a1b2c3d" }],
    ["throttled", golden.SUBMIT_RESP_THROTTLED, { kind: "deferred", code: "ESME_RTHROTTLED", why: "throttled" }],
    ["put off by a full queue", "00000010800000040000001400000002", { kind: "deferred", code: "ESME_RMSGQFUL", why: "throttled" }],
    ["refused for good", "00000010800000040000000b00000002", { kind: "refused", code: "ESME_RINVDSTADR", final: true }],
    ["refused here", "00000010800000040000000a00000002", { kind: "refused", code: "ESME_RINVSRCADR", final: false }],
    ["refused in the carrier's own words", "00000010800000040000040000000002", { kind: "refused", code: "ESME_0x00000400", final: false }],
    ["refused with a body", "000000118000000400000045" + "0000000200", { kind: "refused", code: "ESME_RSUBMITFAIL", final: false }],
    ["not understood", golden.NACK, { kind: "refused", code: "ESME_RINVCMDID", final: false }],
    ["not allowed yet", "00000010800000040000000400000002", { kind: "deferred", code: "ESME_RINVBNDSTS", why: "disconnected" }],
    ["accepted without an id", "00000010800000040000000000000002", { kind: "accepted", upstreamId: "none-64-1-1" }],
  ])("is %s", (_what, answer, outcome) => {
    const { hear } = submitted();
    expect(hear(answer)).toEqual({ kind: "answer", key: 2, outcome });
    expect(hear(answer)).toMatchObject({ kind: "life" });
  });
});

describe("a receipt", () => {
  it("is acknowledged with what the host needs of it, its id in the response's form", () => {
    const { clock, hear } = submitted();
    hear(golden.SUBMIT_RESP);
    expect(hear(golden.RECEIPT)).toEqual({
      kind: "delivery",
      receipts: [
        { upstreamId: "a1b2c3d", phone: "13800138000", status: "delivered", code: "DELIVRD", at: clock.now(), raw: golden.RECEIPT },
      ],
      acknowledge: frame(golden.DELIVER_RESP),
      refuse: frame(golden.DELIVER_RESP_LATER),
    });
    expect(hear(golden.RECEIPT_PARAMETERS)).toMatchObject({ receipts: [{ upstreamId: "a1b2c3d", status: "failed", code: "UNDELIV" }] });
  });

  it("may come as data_sm, and is answered as such", () => {
    expect(submitted().hear(golden.DATA_RECEIPT)).toMatchObject({
      acknowledge: frame("0000001180000103000000000000000500"),
      receipts: expect.anything(),
    });
  });

  it("that names no message is kept under no message's name", () => {
    const nameless = golden.RECEIPT.replace("69643a313639353532393537", "6f703a313639353532393537");
    expect(submitted().hear(nameless)).toMatchObject({ receipts: [{ upstreamId: "(none)", code: "DELIVRD" }] });
  });

  it("keeps no more of its frame than there is room for", () => {
    const head = golden.RECEIPT_PARAMETERS.slice(8);
    const long = `${(79 + 60_004).toString(16).padStart(8, "0")}${head}0424ea60${"20".repeat(60_000)}`;
    const { hear } = submitted();
    hear(golden.SUBMIT_RESP);
    const { receipts } = hear(long) as { receipts: readonly { raw: string }[] };
    expect(receipts[0]?.raw).toHaveLength(4_096);
  });
});

describe("a text that a phone sent", () => {
  const texts = (hex: string) => {
    const heard = talk().hear(hex);
    return heard.kind === "delivery"
      ? heard.inbound?.map(({ phone, accessCode, text, part }) => ({ phone, accessCode, text, part }))
      : heard;
  };
  const sent = { phone: "13800138000", accessCode: "1069000005", part: undefined };

  it("comes with who sent it and where to", () => {
    expect(texts(golden.INBOUND)).toEqual([{ ...sent, phone: "+8613800138000", text: "收到" }]);
    expect(texts(golden.INBOUND_PAYLOAD)).toEqual([{ ...sent, text: "café" }]);
  });

  it("comes in parts, by its header or by the sar_ parameters", () => {
    expect(texts(golden.INBOUND_PART)).toEqual([{ ...sent, text: "收", part: { reference: 0x11, number: 1, of: 2 } }]);
    expect(texts(golden.INBOUND_SAR)).toEqual([{ ...sent, text: "abc", part: { reference: 0x0102, number: 2, of: 2 } }]);
  });

  it("loses the country code before the channel's own code", () => {
    const to86 = golden.INBOUND.replace("0000003c", "0000003e").replace("31303639", "383631303639");
    expect(texts(to86)).toMatchObject([{ accessCode: "1069000005" }]);
  });

  it("keeps its key until it is acknowledged, and has another one when it is said again", async () => {
    const { clock, hear } = talk();
    const key = () => {
      const heard = hear(golden.INBOUND);
      return heard.kind === "delivery" ? { key: heard.inbound?.[0]?.key, done: heard.acknowledged } : {};
    };
    const first = key();
    await clock.advance(5_000);
    expect(key().key).toBe(first.key);
    first.done?.();
    expect(key().key).not.toBe(first.key);
  });
});

describe("whatever else comes", () => {
  it("is answered where it must be", () => {
    const { hear } = talk();
    expect(hear(golden.ENQUIRE_LINK)).toEqual({ kind: "life", reply: frame(golden.ENQUIRE_LINK_RESP) });
    expect(hear(golden.ENQUIRE_LINK_RESP)).toEqual({ kind: "life" });
    expect(hear(golden.UNBIND)).toMatchObject({ kind: "end", reply: frame(golden.UNBIND_RESP) });
    expect(hear(golden.UNBIND_RESP)).toEqual({ kind: "end", why: "logged out" });
    expect(hear(golden.QUERY_SM)).toMatchObject({ kind: "life", reply: frame(golden.QUERY_NACK) });
  });

  it("is refused for good where it is a delivery that can't be read: it would only come again", () => {
    const cut = `00000020${golden.INBOUND.slice(8, 64)}`;
    expect(talk().hear(cut)).toMatchObject({ kind: "life", reply: frame("0000001180000005000000650000000900") });
  });

  it("ends the session where it answers a question that was never asked", () => {
    expect(talk().hear("00000010eeeeeeee0000000000000001")).toMatchObject({ kind: "end" });
  });

  it("never throws", () => {
    const frames = Object.values(golden).filter((value) => typeof value === "string");
    const anything = fc.uint8Array({ minLength: 16, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    const mutated = fc
      .tuple(fc.constantFrom(...frames), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
      .map(([hex, changes, cut]) => {
        const bytes = frame(hex);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        return bytes.subarray(0, Math.max(16, cut % (bytes.length + 1)));
      });
    const { conversation } = submitted();
    fc.assert(
      fc.property(fc.oneof(anything, mutated), (bytes) => {
        const heard = conversation.hear(bytes);
        if (heard.kind === "delivery" && heard.receipts instanceof Promise) void heard.receipts;
        decodeParameters(bytes);
        expect(heard.kind).toMatch(/^(open|answer|delivery|life|end)$/);
      }),
      { numRuns: 5_000 },
    );
  });
});

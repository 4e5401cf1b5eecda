import { expect, it } from "vitest";
import type { NewMessage } from "../../domain/submission.ts";
import { OPENING, type OpenRig, one, type Rig } from "./rig.ts";

const PHONE = "13912345678";
const MINUTE = 60_000;
const text: Partial<NewMessage> = { phone: PHONE, exempt: false };
const code: Partial<NewMessage> = { ...text, class: "verification" };
/** 2026-11-21T00:00:00 in Shanghai. */
const MIDNIGHT = Date.UTC(2026, 10, 20, 16);

/** `SubmissionStore.accept`: the frequency rule, under the rig's limits of 3 codes in 3 minutes and 10 texts a day. */
export function frequencySuite(open: OpenRig): void {
  it("refuses the fourth code within three minutes, and takes one when the first is three minutes old", async () => {
    await using rig = await open();
    const first = rig.now;
    for (let n = 0; n < 3; n++) {
      expect(await send(rig, code)).toBe("accepted");
      rig.now += MINUTE;
    }
    rig.now = first + 3 * MINUTE - 1;
    expect(await send(rig, code)).toBe("recipient-limited");
    expect(await send(rig, text)).toBe("accepted");
    expect(await send(rig, { ...code, phone: "13912345679" })).toBe("accepted");
    rig.now = first + 3 * MINUTE;
    expect(await send(rig, code)).toBe("accepted");
    expect(await send(rig, code)).toBe("recipient-limited");
  });

  it("refuses the eleventh text of a day in Shanghai, and takes one at midnight", async () => {
    await using rig = await open();
    for (let n = 0; n < 10; n++) expect(await send(rig, text)).toBe("accepted");
    rig.now = MIDNIGHT - 1;
    expect(await send(rig, text)).toBe("recipient-limited");
    expect(await rig.credits()).toBe(OPENING - 10);
    rig.now = MIDNIGHT;
    expect(await send(rig, text)).toBe("accepted");
  });

  it("fails only the recipients that are over their limit, and charges the others", async () => {
    await using rig = await open();
    for (let n = 0; n < 10; n++) await send(rig, text);
    const submission = rig.submission({
      to: [
        { segments: 2, exempt: false },
        { ...text, segments: 2 },
      ],
    });
    expect(await rig.accept(submission)).toEqual({ kind: "accepted", balance: OPENING - 12, charged: 2, limited: [1] });
    const report = one(await rig.reports());
    expect(report).toMatchObject({ messageId: submission.messages[1]?.id, phone: PHONE, outcome: "failed", code: "YZ:LIMIT", at: rig.now });
    expect((await rig.claim()).filter((message) => message.submissionId === submission.id)).toHaveLength(1);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("leaves no trace where it fails every recipient", async () => {
    await using rig = await open();
    for (let n = 0; n < 10; n++) await send(rig, text);
    const submission = rig.submission({ orderId: "A-1", to: [text, { state: "failed", code: "YZ:BLACK", segments: 0 }] });
    expect(await rig.accept(submission)).toEqual({ kind: "recipient-limited", balance: OPENING - 10 });
    expect(await rig.reports()).toEqual([]);
    expect(await rig.accept(rig.submission({ orderId: "A-1" }))).toMatchObject({ kind: "accepted" });
  });

  it("counts texts to an exempt recipient and never refuses them", async () => {
    await using rig = await open();
    for (let n = 0; n < 12; n++) expect(await send(rig, { ...code, exempt: true })).toBe("accepted");
    expect(await send(rig, text)).toBe("recipient-limited");
  });

  it("counts nothing of what was refused or undone", async () => {
    await using rig = await open();
    const broke = await rig.account("broke", { credits: 0 });
    const taken = (await rig.accepted()).messages[0]?.id ?? 0;
    for (let n = 0; n < 12; n++) {
      expect(await rig.accept(rig.submission({ accountId: broke, to: [code] }))).toMatchObject({ kind: "credits-short" });
      expect(await rig.accept(rig.submission({ to: [code] }), 0)).toEqual({ kind: "busy" });
      await expect(rig.accept(rig.submission({ to: [code, { id: taken }] }))).rejects.toThrow();
      expect(await send(rig, { ...text, state: "failed", code: "YZ:BLACK", segments: 0 })).toBe("accepted");
    }
    for (let n = 0; n < 3; n++) expect(await send(rig, code)).toBe("accepted");
  });

  it("is exact when many submissions come at once", async () => {
    await using rig = await open();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => send(rig, text)));
    expect(outcomes.filter((kind) => kind === "accepted")).toHaveLength(10);
    expect(outcomes.filter((kind) => kind === "recipient-limited")).toHaveLength(40);
    const codes = await Promise.all(Array.from({ length: 50 }, () => send(rig, { ...code, phone: "+8613912345678" })));
    expect(codes.filter((kind) => kind === "accepted")).toHaveLength(3);
  });

  it("knows after a restart what was sent before it, today and within the window over midnight", async () => {
    await using rig = await open();
    for (let n = 0; n < 9; n++) await send(rig, text);
    await rig.reopen();
    expect(await send(rig, text)).toBe("accepted");
    expect(await send(rig, text)).toBe("recipient-limited");
    rig.now = MIDNIGHT - MINUTE;
    for (let n = 0; n < 3; n++) await send(rig, { ...code, phone: "13712345678" });
    await rig.reopen();
    rig.now = MIDNIGHT + MINUTE;
    expect(await send(rig, { ...code, phone: "13712345678" })).toBe("recipient-limited");
    expect(await send(rig, text)).toBe("accepted");
  });
}

async function send(rig: Rig, message: Partial<NewMessage>): Promise<string> {
  return (await rig.accept(rig.submission({ to: [message] }))).kind;
}

import { describe, expect, it } from "vitest";
import type { ChannelKind } from "../../src/channels/channel.ts";
import { cmpp } from "../../src/channels/cmpp/index.ts";
import { freePort } from "../../src/channels/sgip/free-port.testing.ts";
import { sgip } from "../../src/channels/sgip/index.ts";
import { smgp } from "../../src/channels/smgp/index.ts";
import { smpp } from "../../src/channels/smpp/index.ts";
import { cmppLab } from "../../src/lab/cmpp.ts";
import type { LabProtocol } from "../../src/lab/protocol.ts";
import { sgipLab } from "../../src/lab/sgip.ts";
import { smgpLab } from "../../src/lab/smgp.ts";
import { smppLab } from "../../src/lab/smpp.ts";
import { openCarrierRig, TIMEOUT } from "../house/carrier-rig.ts";

const SECOND = 1_000;
const SUBMIT = { messageId: 64, attempt: 1, part: 1, parts: 1 };

interface Carrier {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly protocol: LabProtocol;
  readonly own: () => Promise<unknown>;
}

const CARRIERS: readonly Carrier[] = [
  { name: "SMPP", kind: smpp, protocol: smppLab, own: async () => ({ systemId: "demo", password: "secret" }) },
  { name: "CMPP", kind: cmpp, protocol: cmppLab, own: async () => ({ sourceAddr: "901234", sharedSecret: "secret" }) },
  {
    name: "SGIP",
    kind: sgip,
    protocol: sgipLab(),
    own: async () => ({ loginName: "user", password: "secret", nodeId: 3010012345, corpId: "12345", listen: { port: await freePort() } }),
  },
  { name: "SMGP", kind: smgp, protocol: smgpLab, own: async () => ({ clientId: "12345678", sharedSecret: "secret" }) },
];

async function open({ kind, protocol, own }: Carrier, script: string) {
  return openCarrierRig({ kind, protocol, script, own: await own() });
}

// SGIP has nothing to ask with whether a silent gateway is there: its connection ends with the time for the answer
describe.each(CARRIERS.filter(({ name }) => name !== "SGIP"))("a $name carrier", (carrier) => {
  const { name } = carrier;

  it("that answers after the time for it has its answer told late, and its receipt meets it", async () => {
    await using opened = await open(carrier, "answerAfter: 25s");
    const outcome = opened.send();
    await opened.pass(TIMEOUT + SECOND);
    expect(await outcome).toMatchObject({ kind: "unknown", code: `${name}:SILENT` });
    expect(opened.late).toEqual([]);
    await opened.pass(30 * SECOND);
    expect(opened.late).toEqual([[SUBMIT, { kind: "accepted", upstreamId: opened.receipts[0]?.upstreamId }]]);
    expect(opened.channel.isUp()).toBe(true);
  });

  it("that refuses after the time for an answer has that told, too", async () => {
    await using opened = await open(carrier, "{ answerAfter: 25s, rules: [{ answer: refused }] }");
    const outcome = opened.send();
    await opened.pass(TIMEOUT + SECOND);
    expect((await outcome).kind).toBe("unknown");
    await opened.pass(30 * SECOND);
    expect(opened.late).toMatchObject([[SUBMIT, { kind: "refused" }]]);
  });
});

it.each(CARRIERS)(
  "a receipt of $name says whose it is, as messages have their phones, also where its submit got no answer",
  async (carrier) => {
    await using opened = await open(carrier, "rules: [{ submits: 1, answer: lost }]");
    const lost = opened.send({ phone: "13800138000" });
    const answered = opened.send({ phone: "13800138001" });
    await opened.pass(5 * SECOND);
    expect((await answered).kind).toBe("accepted");
    expect(opened.receipts.map(({ phone }) => phone).sort()).toEqual(["13800138000", "13800138001"]);
    await opened.pass(TIMEOUT);
    expect((await lost).kind).toBe("unknown");
  },
);

it("a report of SGIP meets a submit that was never answered, as the number is ours", async () => {
  const carrier = CARRIERS.find(({ name }) => name === "SGIP") as Carrier;
  await using opened = await open(carrier, "rules: [{ answer: lost }]");
  const outcome = opened.send();
  await opened.pass(TIMEOUT + 5 * SECOND);
  const { upstreamId } = opened.receipts[0] ?? {};
  expect(upstreamId).toMatch(/^3010012345-/);
  expect(await outcome).toEqual({ kind: "unknown", code: "SGIP:SILENT", upstreamId });
});

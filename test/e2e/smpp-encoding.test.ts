import { describe, expect, it } from "vitest";
import { smpp } from "../../src/channels/smpp/index.ts";
import type { ChannelConfig } from "../../src/domain/directory.ts";
import { smppLab } from "../../src/lab/smpp.ts";
import { parseProvisioning } from "../../src/provisioning/parse.ts";
import { textsFor } from "../../src/routing/carries.ts";
import { openCarrierRig } from "../house/carrier-rig.ts";

/** The channel as a file declares it. */
function declared(settings: string): ChannelConfig {
  const own = `systemId: demo${settings === "" ? "" : `, ${settings}`}`;
  const text = `version: 1\nchannels:\n  - { name: a, kind: smpp, operators: [mobile], code: "1069", smpp: { ${own} } }\n`;
  const parsed = parseProvisioning(text, { dialects: [], kinds: [smpp] });
  const [channel] = parsed.ok ? parsed.plan.channels : [];
  if (!channel) throw new Error("the channel was not taken");
  return { ...channel, id: 1 };
}

/** What leaves for a text: data_coding, esm_class and short_message of each submit, in hex. */
async function left(settings: string, text: string): Promise<readonly string[]> {
  const { own, encoding, concatenate } = declared(settings);
  await using opened = await openCarrierRig({
    kind: smpp,
    protocol: smppLab,
    own: { systemId: "demo", ...(own.encoding === undefined ? {} : { encoding: own.encoding }) },
    config: { encoding },
  });
  const texts = textsFor({ ...declared(settings), concatenate }, { medium: "sms", text, suffix: "" });
  for (const [index, each] of texts.entries()) {
    const sent = opened.send({ text: each, part: index + 1, parts: texts.length, reference: 7 });
    await opened.pass(0);
    expect((await sent).kind).toBe("accepted");
  }
  return opened.lab.seen.map(({ pdu }) => {
    const { dataCoding, esmClass, shortMessage } = pdu as { dataCoding: number; esmClass: number; shortMessage: Buffer };
    return [dataCoding, esmClass, shortMessage.toString("hex")].join(" ");
  });
}

/** By hand from GSM 03.38: @ is 00, € is 1b65, _ is 11. */
const GSM = "4869200041 1b65 11".replaceAll(" ", "");
const UCS2 = "00480069002000400041 20ac 005f".replaceAll(" ", "");

describe("smpp.encoding", () => {
  it.each([
    ["", `8 0 ${UCS2}`],
    ["encoding: ucs2", `8 0 ${UCS2}`],
    ["encoding: gsm7", `0 0 ${GSM}`],
    ["encoding: auto", `0 0 ${GSM}`],
  ])("says how a text leaves that fits both alphabets: %s", async (settings, bytes) => {
    expect(await left(settings, "Hi @A€_")).toEqual([bytes]);
  });

  it.each(["encoding: ucs2", "encoding: gsm7", "encoding: auto"])("never loses a character that only UCS-2 has: %s", async (settings) => {
    expect(await left(settings, "A好")).toEqual(["8 0 0041597d"]);
  });

  it("is what long texts are cut by", async () => {
    const text = "a".repeat(153) + "b".repeat(10);
    expect(await left("encoding: gsm7", text)).toEqual([`0 64 050003070201${"61".repeat(153)}`, `0 64 050003070202${"62".repeat(10)}`]);
    const parts = await left("encoding: ucs2", text);
    expect(parts).toEqual([
      `8 64 050003070301${"0061".repeat(67)}`,
      `8 64 050003070302${"0061".repeat(67)}`,
      `8 64 050003070303${"0061".repeat(19)}${"0062".repeat(10)}`,
    ]);
  });

  it("keeps an escape and its character in one part", async () => {
    const [first, second] = await left("encoding: auto", `${"a".repeat(152)}€${"b".repeat(10)}`);
    expect(first).toBe(`0 64 050003070201${"61".repeat(152)}`);
    expect(second).toBe(`0 64 0500030702021b65${"62".repeat(10)}`);
  });
});

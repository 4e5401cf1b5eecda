import { describe, expect, it } from "vitest";
import { parseSettings } from "./settings.ts";

describe("the smpp block", () => {
  it("needs a system id, and has a default for everything else", () => {
    expect(parseSettings({ systemId: "yizhan" })).toEqual({
      ok: true,
      own: {
        systemId: "yizhan",
        password: "",
        systemType: "",
        bind: "transceiver",
        version: 0x34,
        sourceTon: 0,
        sourceNpi: 0,
        destTon: 0,
        destNpi: 0,
        encoding: undefined,
        messageId: "auto",
      },
    });
  });

  it("takes every setting", () => {
    const own = {
      systemId: "a",
      password: "p",
      systemType: "s",
      bind: "separate",
      sourceTon: 5,
      sourceNpi: 0,
      destTon: 1,
      destNpi: 1,
      encoding: "auto",
      messageId: "hex",
    };
    expect(parseSettings({ ...own, version: 3.4 })).toEqual({ ok: true, own: { ...own, version: 0x34 } });
    expect(parseSettings({ ...own, version: "3.3" })).toEqual({ ok: true, own: { ...own, version: 0x33 } });
  });

  // biome-ignore format: a table
  it.each([
    [{}, [], "systemId is missing: smpp needs one"],
    [{ systemId: 10086 }, ["systemId"], "systemId must be a text of 1 to 15 plain characters, in quotes"],
    [{ systemId: "x".repeat(16) }, ["systemId"], "systemId must be a text of 1 to 15 plain characters"],
    [{ systemId: "号" }, ["systemId"], "systemId must be a text of 1 to 15 plain characters"],
    [{ systemId: "a", bind: "both" }, ["bind"], "bind must be transceiver or separate"],
    [{ systemId: "a", version: 5 }, ["version"], "version must be 3.4 or 3.3"],
    [{ systemId: "a", destTon: 7 }, ["destTon"], "destTon must be a whole number from 0 to 6"],
    [{ systemId: "a", messageId: "octal" }, ["messageId"], "messageId must be auto or hex or decimal or text"],
    [[], [], "smpp must be a mapping"],
  ])("refuses %j", (own, path, message) => {
    expect(parseSettings(own)).toMatchObject({ ok: false, problems: expect.arrayContaining([{ path, message }]) });
  });

  it("names a key that it doesn't have", () => {
    const parsed = parseSettings({ systemId: "a", systemID: "b" });
    expect(parsed).toMatchObject({
      problems: [{ path: ["systemID"], message: expect.stringContaining('unknown key "systemID"; smpp has systemId, ') }],
    });
  });
});

import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { socketsAtRest } from "../../test/house/sockets-at-rest.ts";
import * as golden from "../channels/smgp/frames.testing.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { startLab } from "./lab.ts";
import { readScript } from "./script.ts";
import { smgpLab } from "./smgp.ts";

const SCRIPT = "{ login: { user: '10690001', password: shared }, receiptAfter: 1s }";

/** A lab, and a client that writes frames and reads what comes. */
async function open() {
  const clock = new ManualClock();
  const lab = await startLab({ protocol: smgpLab, script: readScript(SCRIPT), clock, port: 0 });
  const socket = connect(lab.port, "127.0.0.1");
  let heard = "";
  socket.on("data", (bytes) => {
    heard += bytes.toString("hex");
  });
  socket.on("error", () => undefined);
  const settled = async (): Promise<string> => {
    await socketsAtRest();
    const said = heard;
    heard = "";
    return said;
  };
  return {
    lab,
    say(hex: string): Promise<string> {
      socket.write(Buffer.from(hex, "hex"));
      return settled();
    },
    async after(ms: number): Promise<string> {
      await clock.advance(ms);
      return settled();
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await lab.stop();
    },
  };
}

describe("the SMGP lab", () => {
  it("lets in who knows the secret, answers a submit and owes its report", async () => {
    await using client = await open();
    expect(await client.say(golden.LOGIN)).toBe(golden.LOGIN_RESPONSE);
    const answer = await client.say(golden.SUBMIT);
    const id = answer.slice(24, 44);
    expect(answer).toBe(golden.SUBMIT_RESPONSE.replace(golden.MSG_ID, id));
    expect(client.lab.seen).toMatchObject([{ phone: "18900001111", source: "1069000123", wantsReceipt: true }]);
    const report = await client.after(1_000);
    expect(report).toHaveLength(golden.REPORT.length);
    expect(Buffer.from(report, "hex").toString("latin1")).toContain(`id:${Buffer.from(id, "hex").toString("latin1")} sub:001`);
    await client.say(`${golden.DELIVER_RESPONSE.slice(0, 16)}${report.slice(16, 44)}00000000`);
    expect(client.lab.counts).toMatchObject({ accepted: 1, delivered: 1, waiting: 0 });
  });

  it("refuses who doesn't know it", async () => {
    await using client = await open();
    const wrong = golden.LOGIN.replace("1c9331fb", "1c9331fc");
    expect((await client.say(wrong)).slice(24, 32)).toBe("00000015");
    expect(client.lab.clients).toBe(0);
  });

  it("answers link tests and good-byes", async () => {
    await using client = await open();
    await client.say(golden.LOGIN);
    expect(await client.say("0000000c0000000400000005")).toBe("0000000c8000000400000005");
    expect(await client.say("0000000c0000000600000006")).toBe("0000000c8000000600000006");
  });

  it("hangs up on who speaks HTTP, or says that a frame is longer than any", async () => {
    for (const hex of [Buffer.from("GET / HTTP/1.1\r\n\r\n").toString("hex"), "000010010000000100000001"]) {
      await using client = await open();
      await client.say(hex);
      expect(client.lab.counts.connections).toBe(0);
    }
  });
});

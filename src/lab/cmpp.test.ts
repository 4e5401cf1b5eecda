import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { socketsAtRest } from "../../test/house/sockets-at-rest.ts";
import * as golden from "../channels/cmpp/frames.testing.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { cmppLab } from "./cmpp.ts";
import { startLab } from "./lab.ts";
import { readScript } from "./script.ts";

const SCRIPT = "{ login: { user: '901234', password: secret }, receiptAfter: 1s }";
const VERSIONS = ["2.0", "3.0"] as const;

/** The golden login with another version in it. */
const loginAs = (version: string): string => `${golden.CONNECT["2.0"].slice(0, -10)}${version}${golden.CONNECT["2.0"].slice(-8)}`;

/** A lab, and a client that writes frames and reads what comes. */
async function open() {
  const clock = new ManualClock();
  const lab = await startLab({ protocol: cmppLab, script: readScript(SCRIPT), clock, port: 0 });
  const socket: Socket = connect(lab.port, "127.0.0.1");
  let heard = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    heard = Buffer.concat([heard, bytes]);
  });
  socket.on("error", () => undefined);
  const frames = (): string[] => {
    const found: string[] = [];
    while (heard.length >= 4) {
      const length = heard.readUInt32BE();
      found.push(heard.toString("hex", 0, length));
      heard = heard.subarray(length);
    }
    return found;
  };
  return {
    lab,
    clock,
    socket,
    /** What the lab says to it. */
    async say(bytes: string | Buffer): Promise<string[]> {
      socket.write(typeof bytes === "string" ? Buffer.from(bytes, "hex") : bytes);
      await socketsAtRest();
      return frames();
    },
    async after(ms: number): Promise<string[]> {
      await clock.advance(ms);
      await socketsAtRest();
      return frames();
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await lab.stop();
    },
  };
}

describe("the CMPP lab", () => {
  it.each(VERSIONS)("speaks CMPP %s to a client that logs in so", async (version) => {
    await using client = await open();
    expect(await client.say(golden.CONNECT[version])).toEqual([golden.CONNECT_RESPONSE[version]]);
    const [answer = ""] = await client.say(golden.SUBMIT[version]);
    const id = answer.slice(24, 40);
    expect(answer).toBe(golden.SUBMIT_RESPONSE[version].replace("ba2482c1e2400007", id));
    expect(client.lab.seen).toMatchObject([{ phone: "13800138000", source: "1069000005", wantsReceipt: true }]);
    const [report = ""] = await client.after(1_000);
    const content = report.slice(golden.REPORT[version].indexOf("ba2482c1e2400007"));
    expect([report.length, content.slice(0, 30)]).toEqual([golden.REPORT[version].length, `${id}44454c49565244`]);
    const acknowledged = golden.DELIVER_RESPONSE[version].replace("0000000aba2482c1e2400008", report.slice(16, 40));
    await client.say(acknowledged.replace(/00$/, "08"));
    expect(client.lab.counts).toMatchObject({ accepted: 1, delivered: 0 });
    const [again = ""] = await client.after(5_000);
    expect(again.slice(24)).toBe(report.slice(24));
    await client.say(acknowledged.replace(report.slice(16, 24), again.slice(16, 24)));
    expect(client.lab.counts).toMatchObject({ accepted: 1, delivered: 1, waiting: 0 });
  });

  it.each(["21", "2f"])("takes a login of version 0x%s for CMPP 2", async (version) => {
    await using client = await open();
    const [answer = ""] = await client.say(loginAs(version));
    expect([answer.length / 2, answer.slice(24, 26)]).toEqual([30, "00"]);
    expect((await client.say(golden.SUBMIT["2.0"]))[0]?.length).toBe(42);
  });

  it("refuses who doesn't know the secret, and versions that there are not", async () => {
    await using stranger = await open();
    const wrong = golden.CONNECT["3.0"].replace("3be4dcb2", "3be4dcb3");
    expect((await stranger.say(wrong))[0]?.slice(24, 32)).toBe("00000003");
    await using newcomer = await open();
    const [answer = ""] = await newcomer.say(loginAs("40"));
    expect(answer.slice(24, 32)).toBe("00000004");
    expect(newcomer.lab.clients).toBe(0);
  });

  it("answers link tests and good-byes, and badly built submits", async () => {
    await using client = await open();
    await client.say(golden.CONNECT["2.0"]);
    expect(await client.say(golden.ACTIVE_TEST)).toEqual([golden.ACTIVE_TEST_RESPONSE]);
    expect(await client.say("0000000e00000004000000090000")).toEqual(["000000158000000400000009000000000000000001"]);
    expect(await client.say(golden.TERMINATE)).toEqual([golden.TERMINATE_RESPONSE]);
  });

  it("hangs up on who speaks HTTP, or says that a frame is longer than any", async () => {
    for (const bytes of [Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Buffer.from("000010010000000100000001", "hex")]) {
      await using client = await open();
      await client.say(bytes);
      expect(client.lab.counts.connections).toBe(0);
    }
  });
});

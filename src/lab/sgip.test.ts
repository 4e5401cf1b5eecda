import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { socketsAtRest } from "../../test/house/sockets-at-rest.ts";
import * as golden from "../channels/sgip/frames.testing.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { startLab } from "./lab.ts";
import { readScript } from "./script.ts";
import { sgipLab } from "./sgip.ts";

const LOGIN = "login: { user: user, password: secret }\nreceiptAfter: 1s";
/** Of the golden submit. */
const SUBMIT_SEQUENCE = golden.SUBMIT.slice(16, 40);

/** One side that writes frames and reads what comes. */
function talker(socket: Socket) {
  let heard = "";
  socket.on("data", (bytes) => {
    heard += bytes.toString("hex");
  });
  socket.on("error", () => undefined);
  const said = async (): Promise<string> => {
    await socketsAtRest();
    const all = heard;
    heard = "";
    return all;
  };
  return {
    said,
    say(hex: string): Promise<string> {
      socket.write(Buffer.from(hex, "hex"));
      return said();
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

async function open(script = LOGIN) {
  const clock = new ManualClock();
  const lab = await startLab({ protocol: sgipLab(), script: readScript(script), clock, port: 0 });
  return { lab, clock, client: talker(connect(lab.port, "127.0.0.1")), [Symbol.asyncDispose]: () => lab.stop() };
}

describe("the SGIP lab", () => {
  it("lets in who knows the password, and answers a submit under its own sequence number", async () => {
    await using opened = await open();
    expect(await opened.client.say(golden.BIND)).toBe(golden.BIND_RESPONSE);
    expect(await opened.client.say(golden.SUBMIT)).toBe(golden.SUBMIT_RESPONSE);
    expect(opened.lab.seen).toMatchObject([{ phone: "8613001125453", source: "1069000123", wantsReceipt: true }]);
    expect(await opened.client.say(golden.UNBIND)).toBe(golden.UNBIND_RESPONSE);
  });

  it("refuses who doesn't know it", async () => {
    await using opened = await open();
    const answer = await opened.client.say(golden.BIND.replace("736563726574", "736563726575"));
    expect(answer.slice(40, 42)).toBe("01");
    expect(opened.lab.clients).toBe(0);
  });

  it("connects to where the script says, logs in and reports on the submit by its sequence number", async () => {
    const visits: Socket[] = [];
    const ours = createServer((socket) => visits.push(socket));
    await new Promise<void>((resolve) => ours.listen(0, "127.0.0.1", () => resolve()));
    const { port } = ours.address() as AddressInfo;
    {
      await using opened = await open(`${LOGIN}\ndeliverTo: { port: ${port} }`);
      await opened.client.say(golden.BIND);
      await opened.client.say(golden.SUBMIT);
      await opened.clock.advance(1_000);
      expect(await opened.client.said()).toBe("");
      using gateway = talker(visits[0] as Socket);
      const login = await gateway.said();
      expect(login.slice(40)).toBe(golden.BIND.slice(40).replace(/^01/, "02"));
      const report = await gateway.say(`0000001d80000001${login.slice(16, 40)}${"00".repeat(9)}`);
      expect([report.length, report.slice(40, 66)]).toEqual([golden.REPORT.length, `${SUBMIT_SEQUENCE}00`]);
      await gateway.say(`0000001d80000005${report.slice(16, 40)}${"00".repeat(9)}`);
      expect(opened.lab.counts).toMatchObject({ accepted: 1, delivered: 1, waiting: 0 });
    }
    await new Promise((resolve) => ours.close(resolve));
  });

  it("sends a text that was not taken again under its sequence number", async () => {
    await using opened = await open();
    await opened.client.say(golden.BIND);
    opened.lab.say({ from: "8613001125453", to: "1069000123", text: "TD" });
    const first = await opened.client.said();
    await opened.client.say(`0000001d80000004${first.slice(16, 40)}0b${"00".repeat(8)}`);
    await opened.clock.advance(5_000);
    expect(await opened.client.said()).toBe(first);
  });
});

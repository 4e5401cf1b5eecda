import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { passTime } from "../../test/house/sockets-at-rest.ts";
import * as golden from "../channels/smpp/frames.testing.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { type LabEntry, startLab } from "./lab.ts";
import { readScript } from "./script.ts";
import { smppLab } from "./smpp.ts";

const SECOND = 1_000;

/** A lab, and a way to speak to it in bytes. */
async function open(script = "", record: (entry: LabEntry) => void = () => undefined) {
  const clock = new ManualClock();
  const notes: string[] = [];
  const note = (what: string): void => void notes.push(what);
  const lab = await startLab({ protocol: smppLab, script: readScript(script), clock, port: 0, note, record });
  const sockets: Socket[] = [];
  const pass = (ms: number): Promise<void> => passTime(clock, ms);
  const dial = async () => {
    const socket = connect({ host: "127.0.0.1", port: lab.port });
    sockets.push(socket);
    let came = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      came = Buffer.concat([came, chunk]);
    });
    await pass(0);
    return {
      /** Writes frames, and answers in hexadecimal digits what came until the lab had come to rest. */
      async say(...frames: readonly string[]): Promise<string> {
        came = Buffer.alloc(0);
        for (const frame of frames) socket.write(golden.frame(frame));
        await pass(0);
        return came.toString("hex");
      },
      /** The command and the sequence number of each frame that came since. */
      async heard(ms: number): Promise<readonly string[]> {
        came = Buffer.alloc(0);
        await pass(ms);
        const frames: string[] = [];
        for (let at = 0; at < came.length; at += came.readUInt32BE(at)) frames.push(came.toString("hex", at + 4, at + 8));
        return frames;
      },
      destroy: () => socket.destroy(),
      get open() {
        return !socket.destroyed;
      },
    };
  };
  return {
    lab,
    clock,
    notes,
    pass,
    dial,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await lab.stop();
    },
  };
}

const DELIVER_SM = "00000005";
/** Answers to its first, second, … delivery. */
const taken = (sequence: number) => `0000001180000005000000000000000${sequence}00`;
const notTaken = (sequence: number) => `0000001180000005000000640000000${sequence}00`;

describe("the lab", () => {
  it("lets in whom its script names, and nobody else", async () => {
    await using opened = await open("login: { user: yizhan, password: secret }");
    const client = await opened.dial();
    expect(await client.say(golden.BIND_TRANSCEIVER)).toBe(`0000002080000009000000000000000179697a68616e2d6c6162000210000134`);
    const other = await opened.dial();
    expect(await other.say(golden.BIND_TRANSMITTER)).toBe("00000010800000020000000e00000001");
    await opened.pass(0);
    expect([client.open, other.open, opened.lab.clients]).toEqual([true, false, 1]);
  });

  it("survives a probe, and a submit before the login", async () => {
    await using opened = await open();
    for (const bytes of [Buffer.from("GET / HTTP/1.1\r\n\r\n").toString("hex"), golden.SUBMIT]) {
      const client = await opened.dial();
      expect(await client.say(bytes)).toBe("");
      expect(client.open).toBe(false);
    }
    const client = await opened.dial();
    expect(await client.say(golden.BIND_TRANSCEIVER, golden.SUBMIT)).toContain("80000004");
    expect(opened.lab.counts).toMatchObject({ submits: 1, accepted: 1, connections: 1 });
  });

  it("delivers again what was not acknowledged, or refused, until it is", async () => {
    await using opened = await open("{ receiptAfter: 1s, deliverAgain: 5s }");
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER, golden.SUBMIT);
    expect(await client.heard(SECOND)).toEqual([DELIVER_SM]);
    expect(await client.heard(5 * SECOND)).toEqual([]);
    expect(await client.heard(5 * SECOND)).toEqual([DELIVER_SM]);
    await client.say(notTaken(2));
    expect(await client.heard(5 * SECOND)).toEqual([DELIVER_SM]);
    await client.say(taken(3));
    expect(await client.heard(60 * SECOND)).toEqual([]);
    expect(opened.lab.counts).toMatchObject({ delivered: 1, waiting: 0 });
  });

  it("keeps what it owes for the next connection that receives", async () => {
    await using opened = await open("{ receiptAfter: 1s, deliverAgain: 1s }");
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER, golden.SUBMIT);
    client.destroy();
    await opened.pass(2 * SECOND);
    expect(opened.lab.counts).toMatchObject({ waiting: 1, connections: 0 });
    const sender = await opened.dial();
    await sender.say(golden.BIND_TRANSMITTER);
    expect(await sender.heard(SECOND)).toEqual([]);
    const receiver = await opened.dial();
    expect(await receiver.say(golden.BIND_TRANSCEIVER)).toContain(DELIVER_SM);
  });

  it("delivers on another connection what was on its way when one broke", async () => {
    await using opened = await open("{ receiptAfter: 1s, deliverAgain: 2s }");
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER, golden.SUBMIT);
    expect(await client.heard(SECOND)).toEqual([DELIVER_SM]);
    client.destroy();
    const next = await opened.dial();
    await next.say(golden.BIND_TRANSCEIVER);
    expect(await next.heard(2 * SECOND)).toEqual([DELIVER_SM]);
  });

  it("has no more deliveries unacknowledged than its window", async () => {
    await using opened = await open("{ deliverWindow: 1, receiptAfter: 0s }");
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER, golden.SUBMIT, golden.SUBMIT);
    expect(await client.say(taken(1))).toMatch(/^[0-9a-f]{8}00000005/);
    await client.say(taken(2));
    expect(opened.lab.counts).toMatchObject({ delivered: 2, waiting: 0 });
  });

  it("has phones send texts by themselves, as often as its script says", async () => {
    await using opened = await open("inbound: [{ after: 2s, every: 1s, times: 2, from: '13800138000', to: '1069', text: T }]");
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER);
    expect(await client.heard(2 * SECOND)).toEqual([DELIVER_SM]);
    expect(await client.heard(SECOND)).toEqual([DELIVER_SM]);
    expect(await client.heard(1.5 * SECOND)).toEqual([]);
  });

  it("hears nothing more of a client that has logged out", async () => {
    await using opened = await open();
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER);
    expect(await client.say(golden.UNBIND + golden.SUBMIT + golden.UNBIND)).toBe(golden.UNBIND_RESP);
    expect(opened.lab.counts.submits).toBe(0);
  });

  it("writes down for the script's author what it took over, what it did not, and what was taken from it", async () => {
    const entries: LabEntry[] = [];
    const script = "receiptAfter: 0s\nrules: [{ submits: 2-2, answer: throttled }, { submits: 3-3, wire: drop }]";
    await using opened = await open(script, (entry) => entries.push(entry));
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER, golden.SUBMIT, taken(1), golden.SUBMIT_PART, golden.SUBMIT);
    const at = opened.clock.now();
    const { serial } = entries[0] as Extract<LabEntry, { event: "accepted" }>;
    const phone = "13800138000";
    expect(entries).toEqual([
      { at, event: "accepted", serial, phone, source: "1069000005", unfinished: false },
      { at, event: "acknowledged", kind: "receipt", serial, phone, stat: "DELIVRD" },
      { at, event: "throttled", phone },
      { at, event: "broke" },
    ]);
  });

  it("delivers nothing where no receipt was asked for", async () => {
    await using opened = await open();
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER, golden.SUBMIT.replace("0000000100080004", "0000000000080004"));
    expect(await client.heard(10 * SECOND)).toEqual([]);
  });

  it("says what happens without saying to whom", async () => {
    await using opened = await open("rules: [{ wire: drop }]");
    const client = await opened.dial();
    await client.say(golden.BIND_TRANSCEIVER, golden.SUBMIT);
    expect(opened.notes.join()).toContain("the script breaks a connection: drop");
    expect(opened.notes.join()).not.toContain("13800138000");
  });
});

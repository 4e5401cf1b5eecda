import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Channel, ChannelHost, Outcome } from "../../src/channels/channel.ts";
import { startLab } from "../../src/lab/lab.ts";
import { readScript } from "../../src/lab/script.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { sampleChannel } from "../house/samples.ts";
import { turnOfLoop, until } from "../house/until.ts";
import { Random } from "../support/random.ts";
import { freePorts } from "../support/tool.ts";
import { Frames } from "./frames.ts";
import { PART, type Pair } from "./targets.ts";

/** Frames that are written at once. */
const BURST = 20;
/** Share of bursts that also hold bytes that are no frame at all. */
const NO_FRAMES = 0.05;
const MOST_STRANGERS = 8;
/** Turns of the event loop in which a burst is read, and its session may end. */
const TURNS = 3;
/** Time goes so much faster for the channel: it connects again soon after each session that ended. */
const HURRY = 1_000;
const HOUR = 3_600_000;
/** ms in which a channel must be able to work after all that; real ones. */
const PATIENCE = 20_000;

const hurried: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now() * HURRY,
  after(delay, callback) {
    const handle = setTimeout(callback, Math.min(Math.max(0, delay) / HURRY, 2 ** 31 - 1));
    return { cancel: () => clearTimeout(handle) };
  },
};

export interface WholeRun {
  readonly frames: number;
  /** Connections that ended meanwhile. */
  readonly ended: number;
  /** What a login and a submit came to afterwards. */
  readonly afterwards: Outcome;
  readonly receipts: number;
}

/** Garbage, in bursts. */
class Garbage {
  readonly #frames: Frames;
  readonly #random: Random;
  left: number;

  constructor(pair: Pair, count: number, seed: number) {
    this.#random = new Random(seed);
    this.#frames = new Frames(pair.golden, pair.lab.frames.shortest, this.#random);
    this.left = count;
  }

  burst(): Buffer {
    const pieces: Buffer[] = [];
    for (let count = 0; count < BURST && this.left > 0; count++) {
      this.left -= 1;
      pieces.push(this.#frames.next());
    }
    if (this.#random.chance(NO_FRAMES)) pieces.push(Buffer.from("GET / HTTP/1.1\r\nHost: carrier\r\n\r\n"));
    return Buffer.concat(pieces);
  }
}

/**
 * Lets a channel work with our lab through a line that puts garbage among what the carrier says, then through a clean one.
 * Every submit must come to an outcome; the last one is told.
 */
export async function fuzzChannel(pair: Pair, count: number, seed: number): Promise<WholeRun> {
  const garbage = new Garbage(pair, count, seed);
  await using stage = await openStage(pair);
  const { channel, line } = stage;
  let open = 0;
  while (garbage.left > 0) {
    await until("the channel is up again", () => channel.isUp(), PATIENCE);
    if (channel.ready() > 0) {
      open += 1;
      void channel.send(PART).then(() => {
        open -= 1;
      });
    }
    line.say(garbage.burst());
    for (let turn = 0; turn < TURNS; turn++) await turnOfLoop();
  }
  await until("every submit came to an outcome", () => open === 0, PATIENCE);
  line.drop();
  const afterwards = await stage.workAgain();
  return { frames: count, ended: line.ended, afterwards, receipts: stage.receipts() };
}

/** Lets strangers write garbage to our lab over connections of their own, then has a channel work with it. */
export async function fuzzLab(pair: Pair, count: number, seed: number): Promise<WholeRun> {
  const garbage = new Garbage(pair, count, seed);
  await using stage = await openStage(pair);
  const run = await strangers(stage.lab.port, garbage);
  const afterwards = await stage.workAgain();
  return { frames: count, ended: run, afterwards, receipts: stage.receipts() };
}

/** The same to the port that a channel listens on, for protocols whose carriers connect to us. */
export async function fuzzListener(pair: Pair, count: number, seed: number): Promise<WholeRun> {
  const garbage = new Garbage(pair, count, seed);
  await using stage = await openStage(pair);
  const run = await strangers(stage.listen, garbage);
  const afterwards = await stage.workAgain();
  return { frames: count, ended: run, afterwards, receipts: stage.receipts() };
}

/** Connections to that port until the garbage is used up. Answers how many of them were ended by the other side. */
async function strangers(port: number, garbage: Garbage): Promise<number> {
  let ended = 0;
  const one = async (): Promise<void> => {
    while (garbage.left > 0) {
      const socket = connect(port, "127.0.0.1");
      let closed = false;
      const end = new Promise<void>((resolve) => {
        socket.on("close", () => {
          closed = true;
          resolve();
        });
      });
      socket.on("error", () => undefined);
      socket.on("data", () => undefined);
      while (!closed && garbage.left > 0) {
        const written = new Promise<void>((resolve) => socket.write(garbage.burst(), () => resolve()));
        await Promise.race([end, written]);
        for (let turn = 0; turn < TURNS; turn++) await turnOfLoop();
      }
      if (closed) ended += 1;
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: MOST_STRANGERS }, one));
  return ended;
}

async function openStage(pair: Pair) {
  const [listen = 0] = await freePorts(1);
  const script = `receiptAfter: 0s\ndeliverTo: { host: 127.0.0.1, port: ${listen} }\n${pair.script ?? ""}`;
  const lab = await startLab({ protocol: pair.lab, script: readScript(script), clock: hurried, port: 0 });
  const line = await Line.open(lab.port);
  let receipts = 0;
  const host: ChannelHost = {
    clock: hurried,
    receipts: async (batch) => {
      receipts += batch.length;
    },
    inbound: async () => undefined,
    late: () => undefined,
    readyChanged: () => undefined,
    callback: () => () => undefined,
    outstanding: async () => [],
    submits: async () => [],
    log: () => undefined,
  };
  const parsed = pair.kind.parseOwn(pair.own(listen));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("; "));
  const connectTo = { host: "127.0.0.1", port: line.port, tls: false, timeout: HOUR };
  const settings = { connect: connectTo, responseTimeout: HOUR, heartbeat: HOUR, own: parsed.own };
  const channel: Channel = pair.kind.create(sampleChannel(settings), host);
  await channel.start();
  return {
    lab,
    line,
    channel,
    listen,
    receipts: () => receipts,
    /** A login and a submit after all that, with its receipt. */
    async workAgain(): Promise<Outcome> {
      const before = receipts;
      let outcome: Outcome = { kind: "unknown", code: "NEVER" };
      await until(
        "the channel can submit",
        async () => {
          if (!channel.isUp()) return false;
          outcome = await channel.send(PART);
          return outcome.kind === "accepted";
        },
        PATIENCE,
      );
      await until("its receipt is there", () => receipts > before, PATIENCE);
      return outcome;
    },
    async [Symbol.asyncDispose]() {
      await channel.stop(HOUR);
      await line.close();
      await lab.stop();
    },
  };
}

/** What connects a channel with the lab, both ways; more can be said to the channel on it. */
class Line {
  readonly #server = createServer((socket) => this.#join(socket));
  readonly #lab: number;
  readonly #sockets = new Set<Socket>();
  ended = 0;

  private constructor(lab: number) {
    this.#lab = lab;
  }

  static async open(lab: number): Promise<Line> {
    const line = new Line(lab);
    await new Promise<void>((resolve) => line.#server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  say(bytes: Buffer): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(socket: Socket): void {
    const other = connect(this.#lab, "127.0.0.1");
    this.#sockets.add(socket);
    for (const [one, another] of [
      [socket, other],
      [other, socket],
    ] as const) {
      one.on("error", () => undefined);
      one.on("data", (bytes) => another.write(bytes));
      one.on("close", () => another.destroy());
    }
    socket.on("close", () => {
      this.ended += 1;
      this.#sockets.delete(socket);
    });
  }
}

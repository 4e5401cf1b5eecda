import type { Channel, ChannelHost, ChannelKind, Outcome, Part, Submitted } from "../../src/channels/channel.ts";
import type { ChannelConfig } from "../../src/domain/directory.ts";
import type { ChannelInbound } from "../../src/domain/inbound.ts";
import type { ChannelReceipt } from "../../src/domain/receipt.ts";
import { startLab } from "../../src/lab/lab.ts";
import type { LabProtocol } from "../../src/lab/protocol.ts";
import { readScript } from "../../src/lab/script.ts";
import { ManualClock } from "../../src/runtime/manual-clock.ts";
import { sampleChannel } from "./samples.ts";
import { passTime } from "./sockets-at-rest.ts";

const SECOND = 1_000;
export const HEARTBEAT = 10 * SECOND;
export const TIMEOUT = 20 * SECOND;
export const WINDOW = 8;

const PART: Part = {
  messageId: 64,
  attempt: 1,
  part: 1,
  parts: 1,
  medium: "sms",
  phone: "18900001111",
  source: "1069000005",
  text: "您好",
  reference: 0,
};

export interface CarrierRigOptions {
  readonly kind: ChannelKind;
  readonly protocol: LabProtocol;
  /** The lab's, in YAML. */
  readonly script?: string;
  /** The kind's own settings. */
  readonly own: unknown;
  readonly config?: Partial<ChannelConfig>;
  /** Told of every hand-over before it is taken; may reject it. */
  readonly taking?: () => void;
}

/** A channel that was started beside a lab, and what both of them did, in the order in which they did it. */
export async function openCarrierRig({ kind, protocol, script = "", own, config = {}, taking = () => undefined }: CarrierRigOptions) {
  const clock = new ManualClock();
  const lab = await startLab({ protocol, script: readScript(script), clock, port: 0 });
  const events: string[] = [];
  const receipts: ChannelReceipt[] = [];
  const inbound: ChannelInbound[] = [];
  const late: [Submitted, Outcome][] = [];
  const logged: string[] = [];
  const host: ChannelHost = {
    clock,
    receipts: async (batch) => {
      taking();
      for (const receipt of batch) events.push(`receipt ${receipt.code}`);
      receipts.push(...batch);
    },
    inbound: async (batch) => {
      taking();
      inbound.push(...batch);
    },
    late: (submit, outcome) => late.push([submit, outcome]),
    readyChanged: () => undefined,
    callback: () => () => undefined,
    outstanding: async () => [],
    submits: async () => [],
    log: (level, message, facts) => logged.push([level, message, ...Object.values(facts ?? {})].join(" | ")),
  };
  const parsed = kind.parseOwn(own);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("; "));
  const connect = { host: "127.0.0.1", port: lab.port, tls: false, timeout: 5 * SECOND };
  const settings = { window: WINDOW, responseTimeout: TIMEOUT, heartbeat: HEARTBEAT, connect, own: parsed.own, ...config };
  const channel: Channel = kind.create(sampleChannel(settings), host);
  await channel.start();
  const pass = (ms: number): Promise<void> => passTime(clock, ms);
  await pass(0);
  return {
    clock,
    lab,
    channel,
    events,
    receipts,
    inbound,
    late,
    logged,
    pass,
    send: async (part: Partial<Part> = {}): Promise<Outcome> => {
      const outcome = await channel.send({ ...PART, ...part });
      events.push(outcome.kind);
      return outcome;
    },
    async [Symbol.asyncDispose]() {
      const stopped = channel.stop(SECOND);
      await pass(SECOND);
      await stopped;
      await lab.stop();
    },
  };
}

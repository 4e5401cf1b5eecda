import type { Conversation, FrameBounds } from "../../src/channels/carrier/protocol.ts";
import type { ChannelHost, ChannelKind, Part } from "../../src/channels/channel.ts";
import { CmppConversation } from "../../src/channels/cmpp/conversation.ts";
import * as cmppFrames from "../../src/channels/cmpp/frames.testing.ts";
import { cmpp } from "../../src/channels/cmpp/index.ts";
import type { CmppSettings } from "../../src/channels/cmpp/settings.ts";
import { SgipConversation } from "../../src/channels/sgip/conversation.ts";
import * as sgipFrames from "../../src/channels/sgip/frames.testing.ts";
import { GatewayConversation } from "../../src/channels/sgip/gateway-conversation.ts";
import { sgip } from "../../src/channels/sgip/index.ts";
import { Sequencer } from "../../src/channels/sgip/sequence.ts";
import type { SgipSettings } from "../../src/channels/sgip/settings.ts";
import { SmgpConversation } from "../../src/channels/smgp/conversation.ts";
import * as smgpFrames from "../../src/channels/smgp/frames.testing.ts";
import { smgp } from "../../src/channels/smgp/index.ts";
import type { SmgpSettings } from "../../src/channels/smgp/settings.ts";
import * as smppFrames from "../../src/channels/smpp/frames.testing.ts";
import { smpp } from "../../src/channels/smpp/index.ts";
import { SmppProtocol } from "../../src/channels/smpp/protocol.ts";
import type { ChannelConfig } from "../../src/domain/directory.ts";
import { cmppLab } from "../../src/lab/cmpp.ts";
import type { LabProtocol } from "../../src/lab/protocol.ts";
import { PLAIN_SCRIPT } from "../../src/lab/script.ts";
import { sgipLab } from "../../src/lab/sgip.ts";
import { smgpLab } from "../../src/lab/smgp.ts";
import { smppLab } from "../../src/lab/smpp.ts";
import { ManualClock } from "../../src/runtime/manual-clock.ts";
import { sampleChannel } from "../house/samples.ts";

/** One half of a protocol's talk, as it stands after a login. */
export interface Target {
  readonly name: string;
  readonly frames: FrameBounds;
  /** In hexadecimal digits; those of both directions, as either may come to either side. */
  readonly golden: readonly string[];
  /** A fresh one: it takes a frame and answers whether the session goes on. May throw, which is what is looked for. */
  open(): (frame: Buffer) => boolean;
}

/** A protocol whose channel and lab are tried as a whole. */
export interface Pair {
  readonly kind: ChannelKind;
  readonly lab: LabProtocol;
  readonly golden: readonly string[];
  /** The lab's script, beside what every one has. */
  readonly script?: string;
  /** The kind's own settings. @param listen port for what comes over connections of the carrier's own */
  own(listen: number): unknown;
}

const golden = (frames: object): readonly string[] =>
  Object.values(frames).flatMap((value): string[] => {
    if (typeof value === "string") return /^[0-9a-f ]{24,}$/.test(value) ? [value] : [];
    return typeof value === "object" && value !== null ? [...golden(value)] : [];
  });

export const PAIRS: Readonly<Record<"smpp" | "cmpp" | "sgip" | "smgp", Pair>> = {
  smpp: { kind: smpp, lab: smppLab, golden: golden(smppFrames), own: () => ({ systemId: "yizhan", password: "secret" }) },
  cmpp: {
    kind: cmpp,
    lab: cmppLab,
    golden: golden(cmppFrames),
    own: () => ({ version: "3.0", sourceAddr: "901234", sharedSecret: "secret" }),
  },
  sgip: {
    kind: sgip,
    lab: sgipLab(),
    script: "login: { user: user, password: secret }",
    golden: golden(sgipFrames),
    own: (port) => ({
      loginName: "user",
      password: "secret",
      nodeId: 3010012345,
      spNumber: "1069",
      corpId: "12345",
      serviceType: "SVC",
      listen: { port },
    }),
  },
  smgp: {
    kind: smgp,
    lab: smgpLab,
    golden: golden(smgpFrames),
    own: () => ({ clientId: "10690001", sharedSecret: "shared", serviceId: "SVC" }),
  },
};

export const PART: Part = {
  ...{
    messageId: 64,
    attempt: 1,
    part: 1,
    parts: 1,
    medium: "sms",
    phone: "13800138000",
    source: "1069000005",
    text: "您好",
    reference: 0,
  },
};

const clock = new ManualClock();
const host: ChannelHost = {
  clock,
  receipts: async () => undefined,
  inbound: async () => undefined,
  late: () => undefined,
  readyChanged: () => undefined,
  callback: () => () => undefined,
  outstanding: async () => [],
  submits: async () => [],
  log: () => undefined,
};

/** A client's conversation that has sent its login and a submit. */
function client(
  name: string,
  pair: Pair,
  frames: FrameBounds,
  converse: (config: ChannelConfig) => Conversation,
  opening: readonly string[],
): Target {
  const parsed = pair.kind.parseOwn(pair.own(8_801));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.problems.map(({ message }) => message).join("; ")}`);
  const config = sampleChannel({ own: parsed.own });
  return {
    name,
    frames,
    golden: pair.golden,
    open() {
      const conversation = converse(config);
      conversation.login();
      for (const hex of opening) conversation.hear(Buffer.from(hex.replaceAll(" ", ""), "hex"));
      conversation.submit(PART);
      return (frame) => {
        const heard = conversation.hear(frame);
        if (heard.kind === "delivery" && heard.receipts instanceof Promise) heard.receipts.catch(() => undefined);
        return heard.kind !== "end";
      };
    },
  };
}

function labTarget(name: string, { lab, golden: frames }: Pair): Target {
  return {
    name,
    frames: lab.frames,
    golden: frames,
    open() {
      const conversation = lab.converse({ clock, script: PLAIN_SCRIPT });
      return (frame) => {
        const heard = conversation.hear(frame);
        if (heard.kind === "submit") heard.answer({ kind: "accepted", serial: 1 });
        return heard.kind !== "end";
      };
    },
  };
}

const ROLE = { name: "transceiver", submits: true };
const { smpp: S, cmpp: C, sgip: G, smgp: M } = PAIRS;
const sequencer = new Sequencer(3010012345, 1);
const warn = (): void => undefined;

/** A channel's sessions share what it learned of ids. */
function smppConverse(): (config: ChannelConfig) => Conversation {
  let protocol: SmppProtocol | undefined;
  return (config) => {
    protocol ??= new SmppProtocol(config, host);
    return protocol.converse(ROLE);
  };
}

function cmppClient(version: "2.0" | "3.0"): Target {
  return client(
    `cmpp ${version}`,
    C,
    cmppLab.frames,
    (config) => new CmppConversation({ config, settings: { ...(config.own as unknown as CmppSettings), version }, clock, warn }),
    [cmppFrames.CONNECT_RESPONSE[version]],
  );
}

/** Every decoder of a carrier's frames that there is, on both sides. */
export const TARGETS: readonly Target[] = [
  client("smpp", S, smppLab.frames, smppConverse(), [smppFrames.BIND_TRANSCEIVER_RESP]),
  cmppClient("2.0"),
  cmppClient("3.0"),
  client(
    "sgip, our connections",
    G,
    G.lab.frames,
    (config) => new SgipConversation({ config, settings: config.own as unknown as SgipSettings, clock, sequencer }),
    [sgipFrames.BIND_RESPONSE],
  ),
  client(
    "sgip, the gateway's connections",
    G,
    G.lab.frames,
    (config) => new GatewayConversation({ config, settings: config.own as unknown as SgipSettings, clock, sequencer }),
    [sgipFrames.BIND],
  ),
  client(
    "smgp",
    M,
    smgpLab.frames,
    (config) => new SmgpConversation({ config, settings: config.own as unknown as SmgpSettings, mode: 2, clock, warn }),
    [smgpFrames.LOGIN_RESPONSE],
  ),
  labTarget("smpp, the lab", S),
  labTarget("cmpp, the lab", C),
  labTarget("sgip, the lab", G),
  labTarget("smgp, the lab", M),
];

import { parse } from "yaml";
import { ScriptError, Section } from "./script-section.ts";

/** What a fake carrier does, as its YAML file says. Every key has a default: an empty script is a well-behaved carrier. */
export interface Script {
  /** The only login that is let in; undefined: anybody. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
  /** ms until a submit is answered */
  readonly answerAfter: number;
  /** ms from the answer to the receipt */
  readonly receiptAfter: number;
  /** ms after which a delivery that was not acknowledged, or refused, comes again */
  readonly deliverAgain: number;
  /** Unacknowledged deliveries a connection */
  readonly deliverWindow: number;
  /** How message ids are written (protocols whose ids are texts). */
  readonly ids: { readonly answer: IdStyle; readonly receipt: IdStyle };
  /** Whether receipts bear id and state as optional parameters too (SMPP). */
  readonly receiptParameters: boolean;
  /** ms between heartbeats of the carrier's own; 0: none */
  readonly heartbeat: number;
  /** Whether the client's heartbeats are answered. */
  readonly answersHeartbeats: boolean;
  /** Whether the phones of the platform's table (9001 to 9013) behave as they do in the simulator. */
  readonly endings: boolean;
  readonly rules: readonly Rule[];
  readonly inbound: readonly ScriptedInbound[];
  /** Where the carrier connects to with receipts and texts (SGIP); undefined: over the client's own connections. */
  readonly deliverTo: { readonly host: string; readonly port: number } | undefined;
}

const ID_STYLES = ["decimal", "hex", "HEX", "padded"] as const;
export type IdStyle = (typeof ID_STYLES)[number];

const ANSWERS = ["accepted", "refused", "throttled", "silent", "lost", "wrong-sequence", "twice"] as const;
const RECEIPTS = ["once", "twice", "never", "early", "unknown-id"] as const;
const WIRES = ["drop", "half-open", "nonsense", "oversize", "garbled"] as const;

/** What happens to the submits that it fits. The first rule that fits decides. */
export interface Rule {
  /** Last digits of the phone; "" fits all. */
  readonly ending: string;
  /** Only each so manieth submit, counted over the lab's life; 1: each. */
  readonly every: number;
  /** Only the submits from the first to the last of these, counted from 1. */
  readonly submits: { readonly from: number; readonly to: number };
  /** Fits this often, then no more; 0: always. */
  readonly times: number;
  /** Only the first submit to each phone. */
  readonly firstTry: boolean;
  readonly answer: (typeof ANSWERS)[number];
  readonly receipt: (typeof RECEIPTS)[number];
  /** ms instead of the script's own */
  readonly receiptAfter: number | undefined;
  readonly stat: string;
  /** What happens to the connection, instead of an answer: `garbled` is a frame of a right length that means nothing. */
  readonly wire: (typeof WIRES)[number] | undefined;
  /** What the phone's owner writes back once the message is delivered. */
  readonly reply: string | undefined;
}

export interface ScriptedInbound {
  /** ms after the first login that receives */
  readonly after: number;
  /** ms between repetitions; 0: none */
  readonly every: number;
  readonly times: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Reads a script. @throws ScriptError */
export function readScript(yaml: string): Script {
  let written: unknown;
  try {
    written = parse(yaml, { maxAliasCount: 0 });
  } catch (error) {
    throw new ScriptError(`the script is no YAML: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  }
  const top = new Section("the script", written ?? {});
  const login = top.section("login");
  const ids = top.section("ids");
  const deliverTo = top.section("deliverTo");
  const script: Script = {
    login: login && { user: login.text("user", ""), password: login.text("password", "") },
    answerAfter: top.duration("answerAfter", 0),
    receiptAfter: top.duration("receiptAfter", 1_000),
    deliverAgain: top.duration("deliverAgain", 5_000),
    deliverWindow: top.whole("deliverWindow", 100, 1, 10_000),
    ids: {
      answer: ids?.word("answer", ID_STYLES, "decimal") ?? "decimal",
      receipt: ids?.word("receipt", ID_STYLES, "decimal") ?? "decimal",
    },
    receiptParameters: top.flag("receiptParameters", false),
    heartbeat: top.duration("heartbeat", 0),
    answersHeartbeats: top.flag("answersHeartbeats", true),
    endings: top.flag("endings", true),
    rules: top.list("rules").map(readRule),
    inbound: top.list("inbound").map(readInbound),
    deliverTo: deliverTo && { host: deliverTo.text("host", "127.0.0.1"), port: deliverTo.whole("port", 0, 1, 65_535) },
  };
  for (const section of [top, login, ids, deliverTo]) section?.done();
  return script;
}

/** A carrier that does nothing out of the ordinary. */
export const PLAIN_SCRIPT: Script = readScript("");

function readRule(section: Section): Rule {
  const rule: Rule = {
    ending: section.text("ending", ""),
    every: section.whole("every", 1, 1),
    submits: section.range("submits"),
    times: section.whole("times", 0, 0),
    firstTry: section.flag("firstTry", false),
    answer: section.word("answer", ANSWERS, "accepted"),
    receipt: section.word("receipt", RECEIPTS, "once"),
    receiptAfter: section.optional("receiptAfter") ? section.duration("receiptAfter", 0) : undefined,
    stat: section.text("stat", "DELIVRD"),
    wire: section.optional("wire") ? section.word("wire", WIRES, "drop") : undefined,
    reply: section.optional("reply") ? section.text("reply", "") : undefined,
  };
  section.done();
  return rule;
}

function readInbound(section: Section): ScriptedInbound {
  const inbound: ScriptedInbound = {
    after: section.duration("after", 0),
    every: section.duration("every", 0),
    times: section.whole("times", 1, 1),
    from: section.text("from"),
    to: section.text("to"),
    text: section.text("text"),
  };
  section.done();
  return inbound;
}

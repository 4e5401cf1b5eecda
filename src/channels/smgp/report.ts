/** What the content of a deliver with IsReport 1 says (SMGP 3.0.3, 6.2.63). */
export interface Report {
  /** The submit's message id in 20 hexadecimal digits; undefined where it can't be read. */
  readonly msgId: string | undefined;
  /** `DELIVRD`, `UNDELIV`, `MA:0006`, …; empty where it can't be read. */
  readonly stat: string;
  /** What the gateway adds to a failure: `003`; empty where it says nothing. */
  readonly err: string;
}

const ID = "id:";
const RAW = 10;
const WRITTEN = 20;
const HEX = /^[0-9a-f]{20}$/i;
const STAT = /\bstat:([^ ]{1,10})/i;
const ERR = /\berr:([^ ]{1,10})/i;

/**
 * Reads a report's text. Its id is ten bytes as they are, so any byte may stand there, blanks and colons included; some
 * gateways write it out in 20 hexadecimal digits instead. What follows the id tells which. Names are taken in any case,
 * since gateways differ in `Stat` and `stat`. Never throws.
 */
export function readReport(content: Buffer): Report {
  const width = [RAW, WRITTEN].find((each) => isId(content, each));
  const rest = content.toString("latin1", ID.length + (width ?? 0)).replaceAll("\0", " ");
  return {
    msgId: width === undefined ? undefined : idOf(content, width),
    stat: STAT.exec(rest)?.[1] ?? "",
    err: ERR.exec(rest)?.[1] ?? "",
  };
}

function isId(content: Buffer, width: number): boolean {
  if (content.toString("latin1", 0, ID.length).toLowerCase() !== ID) return false;
  const end = ID.length + width;
  return content.toString("latin1", end, end + 5).toLowerCase() === " sub:" && idOf(content, width) !== undefined;
}

function idOf(content: Buffer, width: number): string | undefined {
  const id = content.subarray(ID.length, ID.length + width);
  if (width === RAW) return id.toString("hex");
  const written = id.toString("latin1");
  return HEX.test(written) ? written.toLowerCase() : undefined;
}

/** The text of a report, as a gateway writes it. Times are `YYMMDDhhmm`. */
export function writeReport(msgId: Buffer, stat: string, err: string, submitted: string, done: string): Buffer {
  const rest = ` sub:001 dlvrd:001 Submit date:${submitted} done date:${done} stat:${stat} err:${err} Text:`;
  return Buffer.concat([Buffer.from(ID, "latin1"), msgId, Buffer.from(rest, "latin1")]);
}

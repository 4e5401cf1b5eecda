import type { Outcome } from "../channel.ts";

/** command_status values (SMPP 3.4, table 5-2) that can answer what we send. */
// biome-ignore format: a table
const NAMES: Readonly<Record<number, string>> = {
  0: "ESME_ROK",             1: "ESME_RINVMSGLEN",      2: "ESME_RINVCMDLEN",      3: "ESME_RINVCMDID",
  4: "ESME_RINVBNDSTS",      5: "ESME_RALYBND",         6: "ESME_RINVPRTFLG",      7: "ESME_RINVREGDLVFLG",
  8: "ESME_RSYSERR",         10: "ESME_RINVSRCADR",      11: "ESME_RINVDSTADR",      12: "ESME_RINVMSGID",
  13: "ESME_RBINDFAIL",       14: "ESME_RINVPASWD",       15: "ESME_RINVSYSID",       17: "ESME_RCANCELFAIL",
  19: "ESME_RREPLACEFAIL",    20: "ESME_RMSGQFUL",        21: "ESME_RINVSERTYP",      51: "ESME_RINVNUMDESTS",
  52: "ESME_RINVDLNAME",      64: "ESME_RINVDESTFLAG",    66: "ESME_RINVSUBREP",      67: "ESME_RINVESMCLASS",
  68: "ESME_RCNTSUBDL",       69: "ESME_RSUBMITFAIL",     72: "ESME_RINVSRCTON",      73: "ESME_RINVSRCNPI",
  80: "ESME_RINVDSTTON",      81: "ESME_RINVDSTNPI",      83: "ESME_RINVSYSTYP",      84: "ESME_RINVREPFLAG",
  85: "ESME_RINVNUMMSGS",     88: "ESME_RTHROTTLED",      97: "ESME_RINVSCHED",       98: "ESME_RINVEXPIRY",
  99: "ESME_RINVDFTMSGID",    100: "ESME_RX_T_APPN",       101: "ESME_RX_P_APPN",       102: "ESME_RX_R_APPN",
  103: "ESME_RQUERYFAIL",      192: "ESME_RINVOPTPARSTREAM", 193: "ESME_ROPTPARNOTALLWD", 194: "ESME_RINVPARLEN",
  195: "ESME_RMISSINGOPTPARAM", 196: "ESME_RINVOPTPARAMVAL", 254: "ESME_RDELIVERYFAILURE", 255: "ESME_RUNKNOWNERR",
};

export const STATUS = {
  ok: 0x00,
  invalidCommandLength: 0x02,
  invalidCommand: 0x03,
  invalidBindStatus: 0x04,
  alreadyBound: 0x05,
  systemError: 0x08,
  invalidDestination: 0x0b,
  bindFailed: 0x0d,
  invalidPassword: 0x0e,
  queueFull: 0x14,
  throttled: 0x58,
  temporary: 0x64,
  permanent: 0x65,
} as const;

/** Those that say "not now". */
const LATER: ReadonlySet<number> = new Set([STATUS.queueFull, STATUS.throttled, STATUS.systemError, STATUS.temporary]);
/** The session isn't what we think it is; nothing is said about the message. */
const UNBOUND: ReadonlySet<number> = new Set([STATUS.invalidBindStatus, STATUS.alreadyBound]);
/** What every other carrier would say as well. */
const FINAL: ReadonlySet<number> = new Set([STATUS.invalidDestination]);

/** The document's name of a status, or its number where the document has none (vendors use 0x400 to 0x4FF). */
export function statusName(status: number): string {
  return NAMES[status] ?? `ESME_0x${status.toString(16).padStart(8, "0").toUpperCase()}`;
}

/** What a status other than ESME_ROK means for a submit. */
export function failureOf(status: number): Outcome {
  const code = statusName(status);
  if (LATER.has(status)) return { kind: "deferred", code, why: "throttled" };
  if (UNBOUND.has(status)) return { kind: "deferred", code, why: "disconnected" };
  return { kind: "refused", code, final: FINAL.has(status) };
}

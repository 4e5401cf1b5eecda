import { list as listAudit } from "../audit.ts";
import { chunk as exportChunk } from "../exports.ts";
import { ledger } from "./ledger.ts";
import { inbound, submissions } from "./listed.ts";
import { messages, progress } from "./messages.ts";
import { pushes } from "./pushes.ts";

/** Operations that only read: the reading thread's, which the writer knows as well. */
export const SEARCHES = {
  searchMessages: messages,
  searchSubmissions: submissions,
  searchProgress: progress,
  searchInbound: inbound,
  searchLedger: ledger,
  searchPushes: pushes,
  listAudit,
  exportChunk,
};

export type SearchName = keyof typeof SEARCHES;

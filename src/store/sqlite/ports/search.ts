import type { SearchStore } from "../../store.ts";
import type { Reader } from "../reader.ts";

export function searchPort(reader: Reader): SearchStore {
  return {
    messages: (query) => reader.call("searchMessages", query),
    submissions: (query) => reader.call("searchSubmissions", query),
    progress: (submissionId) => reader.call("searchProgress", submissionId),
    inbound: (query) => reader.call("searchInbound", query),
    ledger: (query) => reader.call("searchLedger", query),
    pushes: (query) => reader.call("searchPushes", query),
  };
}

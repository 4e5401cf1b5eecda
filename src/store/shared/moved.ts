import { LATENCY, TALLY } from "./tallies.ts";

/** A table on its way from the embedded engine to another: its columns there, in the order in which rows carry them. */
export interface MovedTable {
  readonly name: string;
  readonly integers: readonly string[];
  readonly texts: readonly string[];
  readonly bytes: readonly string[];
  /** Rows that travel together. */
  readonly page: number;
}

/** Columns one after another, as many as the table has, each with a value a row. */
export type MovedPage = readonly (readonly (number | string | Uint8Array | null)[])[];

/** What a store says of itself before and after a move; both sides must say the same. */
export type MovedFigures = Readonly<Record<(typeof FIGURES)[number], number>>;

export const FIGURES = [
  "messages that wait to be sent",
  "messages that are not over",
  "reports to be pulled",
  "pushes to be made",
  "inbound texts to be pulled",
  "credits on all accounts",
  "credits in the ledger",
] as const;

const PAGE = 5_000;
/** Containers are up to a few hundred KiB each. */
const PAGE_OF_CONTAINERS = 16;
/** Both sides of a change, up to 64 KiB each. */
const PAGE_OF_DOCS = 100;

function table(name: string, integers: string, texts = "", more: { readonly bytes?: string; readonly page?: number } = {}): MovedTable {
  const words = (list: string): readonly string[] => list.split(" ").filter((word) => word !== "");
  return { name, integers: words(integers), texts: words(texts), bytes: words(more.bytes ?? ""), page: more.page ?? PAGE };
}

/**
 * Everything of the embedded store that is moved, in the order in which it is; a test fails for a table or column that is
 * neither here nor in `LEFT`. `choice.account_id` and `push_try.account_id` are looked up, as keys carry the account elsewhere.
 */
export const MOVED: readonly MovedTable[] = [
  table("setting", "", "name doc"),
  table("channel", "id", "name doc"),
  table("product", "id", "name doc"),
  table("account", "id enterprise_id created_at", "login doc opening"),
  table("secret", "account_id", "kind declared", { bytes: "sealed" }),
  table("signature", "account_id position", "text"),
  table("asked_signature", "id account_id at place decided_at", "text note actor state decided_by reason"),
  table(
    "campaign",
    "id account_id signature send_at recipients parts at handed_parts handed credits",
    "name text ext fingerprint actor state",
  ),
  table("campaign_part", "campaign_id place submission_id recipients credits"),
  table("template", "account_id asked_at decided_at", "id text state declared decided_by reason"),
  table("keyword", "", "word"),
  table("declared", "", "list entry"),
  table("ported", "operator", "phone"),
  table("blacklist", "account_id created_at expires_at version", "phone reason source"),
  table("channel_change", "id channel_id mode at", "actor note"),
  table("channel_test", "id channel_id at take_by node taken_at answered_at", "phone text actor parts note"),
  table("balance", "account_id medium credits bought"),
  table("ledger", "account_id ref kind medium credits at", "actor note"),
  table("order_id", "account_id submission_id expires_at", "order_id"),
  table("approved_text", "account_id approved_at", "digest"),
  table("scheduled", "account_id submission_id send_at waiting"),
  table("submission", "id account_id medium accepted_at send_at recipients credits flags", "dialect ext text order_id other"),
  table("media", "submission_id", "", { bytes: "container", page: PAGE_OF_CONTAINERS }),
  table("review", "submission_id account_id created_at decision decided_at", "digest actor reason"),
  table(
    "message",
    "id account_id submission_id operator class lane segments state queue next_at attempt node channel_id final_at once",
    "phone code text again",
  ),
  table("unanswered", "message_id channel_id resend avoid expires_at match_since", "phone"),
  table("attempt", "message_id attempt part parts account_id channel_id outcome at receipt", "upstream_id code"),
  table("choice", "message_id account_id attempt at", "text"),
  table("receipt", "id channel_id status at message_id", "upstream_id code raw phone", { bytes: "packed" }),
  table("report", "message_id account_id submission_id outcome at state token until handed_at by_attempt by_part", "code", {
    bytes: "receipt",
  }),
  table("push_item", "item_id account_id kind at state due_at token refused unreached first_at"),
  table("push_try", "item_id account_id token at verdict status", "note"),
  table("event", "id subject_id at kind", "actor note"),
  table(
    "inbound",
    "id channel_id at reference parts merge_by state account_id message_id assigned_at token until handed_at",
    "phone access_code text account_code ext",
  ),
  table("inbound_part", "channel_id inbound_id part at", "key text"),
  ...[TALLY, LATENCY].map(({ name, by, counts }) => table(name, ["span", "at", ...by, ...counts].join(" "))),
  table(
    "person",
    "id account_id enabled must_change totp_counter created_at last_at failures locked_until",
    "name name_key role language password",
    { bytes: "totp" },
  ),
  table("audit_entry", "id at user_id account_id outcome", "user_name address action subject doc_before doc_after", { page: PAGE_OF_DOCS }),
  table("alarm", "id since seen_at ended_at muted_until", "key kind subject facts muted_by"),
];

/**
 * What stays behind: `meta` has a version or two that are moved by name, nodes and how their channels do are of processes that
 * have ended, as people's sessions do; steps of the schema are each engine's own, `phone_index` is what PostgreSQL has an index for,
 * `tally_delta` has been added to `tally` and `latency`, and exports can be made again.
 */
export const LEFT: readonly string[] = [
  "meta",
  "node",
  "channel_state",
  "migration",
  "phone_index",
  "tally_delta",
  "person_session",
  "export_job",
  "export_chunk",
];

/** Values of `meta` that are moved. */
export const MOVED_META = ["directory_version", "blacklist_version"] as const;

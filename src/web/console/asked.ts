import type { Account } from "../../domain/directory.ts";
import type { FoundMessage, HistoryStore, MessageQuery, SearchStore } from "../../store/store.ts";
import { normalizePhone } from "../../text/phone.ts";
import type { Caller } from "../handlers.ts";
import { CallProblem, wrongInput } from "../problem.ts";

export interface Logins {
  readonly accountByLogin: ReadonlyMap<string, Account>;
}

/** @param login as a filter has it; undefined where it names none */
export function accountAsked(directory: Logins, login: string | undefined): number | undefined {
  if (login === undefined) return undefined;
  const account = directory.accountByLogin.get(login.trim());
  if (!account) throw wrongInput("/account", "there is no such account", "account-unknown");
  return account.id;
}

/** A phone as a filter has it, as the store has it: those that were refused for not being one are kept as they were given. */
export function phoneAsked(phone: string | undefined): string | undefined {
  if (phone === undefined) return undefined;
  if (phone.includes("*")) throw wrongInput("/phone", "must be whole: what is masked can't be looked for", "phone-masked");
  return normalizePhone(phone) ?? phone.trim();
}

/** Where a text is looked for by whoever may not see any: they would learn it by guessing. */
export function mayAskText({ may }: Pick<Caller, "may">, text: string | undefined): void {
  if (text !== undefined && !may("texts.see")) throw new CallProblem("forbidden", "searching in texts takes the permission texts.see");
}

/** As `filters.ts` has them. */
export interface MessagesAsked {
  readonly id?: number;
  readonly account?: string;
  readonly phone?: string;
  readonly states?: MessageQuery["states"];
  readonly channelId?: number;
  readonly medium?: MessageQuery["medium"];
  readonly code?: string;
  readonly text?: string;
  readonly from?: number;
  readonly to?: number;
}

export interface IdFinder {
  readonly history: Pick<HistoryStore, "story">;
  readonly search: Pick<SearchStore, "messages">;
}

/** The query that a filter makes; an id that is no message's is taken for a submission's. */
export async function queryAsked(
  { id, account, phone, ...same }: MessagesAsked,
  directory: Logins,
  store: IdFinder,
): Promise<{ readonly query: Omit<MessageQuery, "before" | "limit">; readonly message: FoundMessage | undefined }> {
  const query = { ...same, accountId: accountAsked(directory, account), phone: phoneAsked(phone) };
  if (id === undefined) return { query, message: undefined };
  const message = await messageById(store, id);
  return { query: { ...query, submissionId: id }, message };
}

/** A message as searches find it, with its text. */
export async function messageById({ history, search }: IdFinder, id: number): Promise<FoundMessage | undefined> {
  const story = await history.story(id);
  if (!story) return undefined;
  const { rows } = await search.messages({ submissionId: story.submission.id, before: id + 1, limit: 1 });
  return rows[0]?.id === id ? rows[0] : undefined;
}

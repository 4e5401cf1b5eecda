import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { ListedBlacklistEntry, RuleListStore } from "../../store/store.ts";
import { maskPhone, normalizePhone } from "../../text/phone.ts";
import type { Input } from "../contract/call.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { CallContext, Handlers } from "../handlers.ts";
import { wrongInput } from "../problem.ts";

const PAGE = 50;
/** Entries of other sources that one call looks past, and how many it reads at a time. */
const MOST_READ = 20_000;
const READ = 1_000;
/** Phones that are looked up at once. */
const TOGETHER = 100;
const SHOWN = 20;
const OPT_OUT = "opt-out";

type RuleHandlers = Handlers<ConsoleCalls>["rules"];

export interface BlacklistDeps {
  readonly store: { readonly ruleLists: Pick<RuleListStore, "blacklist" | "block" | "unblock"> };
  readonly directory: () => DirectoryIndex;
  readonly changed: () => Promise<void>;
}

export function blacklistHandlers(deps: BlacklistDeps): Pick<RuleHandlers, "blacklist" | "readPhones" | "block" | "unblock"> {
  const { directory, changed } = deps;
  const { ruleLists } = deps.store;
  const nameOf = (accountId: number): string =>
    accountId === 0 ? "*" : (directory().accountById.get(accountId)?.login ?? String(accountId));

  const checkAccount = (accountId: number): void => {
    if (accountId !== 0 && !directory().accountById.has(accountId)) throw wrongInput("/accountId", "is no account");
  };

  /** What is there of these phones, by phone. */
  const entriesOf = async (accountId: number, phones: readonly string[]): Promise<ReadonlyMap<string, ListedBlacklistEntry>> => {
    const found = new Map<string, ListedBlacklistEntry>();
    for (let at = 0; at < phones.length; at += TOGETHER) {
      const slice = phones.slice(at, at + TOGETHER);
      const answers = await Promise.all(slice.map((phone) => ruleLists.blacklist({ accountId, phone, limit: 1 })));
      for (const [entry] of answers) if (entry) found.set(entry.phone, entry);
    }
    return found;
  };

  return {
    async blacklist(query, { caller }) {
      const whole = caller.may("phones.see");
      const { found, more } = await find(ruleLists, query, whole);
      const texts = caller.may("texts.see");
      const rows = found.map(({ accountId, phone, reason, source, createdAt, expiresAt }) => ({
        accountId,
        login: nameOf(accountId),
        phone: whole ? phone : maskPhone(phone),
        ...(source === OPT_OUT && !texts ? {} : { reason }),
        source,
        createdAt,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      }));
      // where a list goes on is a phone
      return { rows, ...(more && whole ? { more } : {}), cut: more !== undefined && !whole };
    },

    async readPhones({ accountId, phones }, { caller }) {
      checkAccount(accountId);
      const { good, wrong, doubles } = sorted(phones);
      const entries = await entriesOf(accountId, good);
      const optedOut = [...entries.values()].filter(({ source }) => source === OPT_OUT).map(({ phone }) => phone);
      return {
        fresh: good.length - entries.size,
        there: entries.size - optedOut.length,
        doubles,
        wrong: wrong.slice(0, SHOWN),
        optedOut: optedOut.map((phone) => (caller.may("phones.see") ? phone : maskPhone(phone))),
      };
    },

    async block({ accountId, phones, reason, expiresAt, overOptOuts = false }, { audit, now }) {
      checkAccount(accountId);
      if (expiresAt !== undefined && expiresAt <= now) throw wrongInput("/expiresAt", "must be in the future");
      const { good, wrong } = sorted(phones);
      const entries = await entriesOf(accountId, good);
      audit({
        subject: `${nameOf(accountId)} ${spoken(good)}`,
        ...(accountId === 0 ? {} : { accountId }),
        before: { listed: [...entries.values()].slice(0, SHOWN).map(loggedOf) },
        after: { phones: good.length, reason, ...(expiresAt === undefined ? {} : { expiresAt }), overOptOuts },
      });
      const facts = { accountId, reason: reason.trim(), source: "console", createdAt: now, expiresAt };
      const listed = await ruleLists.block(
        good.map((phone) => ({ ...facts, phone })),
        overOptOuts ? undefined : OPT_OUT,
      );
      if (listed > 0) await changed();
      return { listed, kept: good.length - listed, wrong: wrong.slice(0, SHOWN) };
    },

    async unblock({ accountId, phones }, { audit }: CallContext) {
      const { good } = sorted(phones);
      const entries = await entriesOf(accountId, good);
      audit({
        subject: `${nameOf(accountId)} ${spoken(good)}`,
        ...(accountId === 0 ? {} : { accountId }),
        before: { listed: [...entries.values()].slice(0, SHOWN).map(loggedOf) },
      });
      const removed = await ruleLists.unblock(accountId, good);
      if (removed > 0) await changed();
      return { removed };
    },
  };
}

type Query = Input<ConsoleCalls["rules"]["blacklist"]>;

/** A page of what a query asks for. Of one source there may be few among many: then a page ends early, and says where to go on. */
async function find(
  store: Pick<RuleListStore, "blacklist">,
  { accountId, phone, source, after, limit = PAGE }: Query,
  whole: boolean,
): Promise<{ readonly found: readonly ListedBlacklistEntry[]; readonly more?: Pick<ListedBlacklistEntry, "accountId" | "phone"> }> {
  const wanted = phone === undefined ? undefined : normalizePhone(phone);
  if (phone !== undefined && wanted === undefined) return { found: [] };
  const found: ListedBlacklistEntry[] = [];
  let from = whole ? after : undefined;
  for (let read = 0; read < MOST_READ; ) {
    const most = source === undefined ? limit + 1 : READ;
    const page = await store.blacklist({ accountId, phone: wanted, after: from, limit: most });
    for (const entry of page) {
      if (source !== undefined && entry.source !== source) continue;
      const last = found.at(-1);
      if (found.length === limit && last) return { found, more: placeOf(last) };
      found.push(entry);
    }
    const last = page.at(-1);
    if (page.length < most || !last) return { found };
    read += page.length;
    from = placeOf(last);
  }
  return { found, ...(from ? { more: from } : {}) };
}

function placeOf({ accountId, phone }: Pick<ListedBlacklistEntry, "accountId" | "phone">) {
  return { accountId, phone };
}

/** Given ones as the platform writes them, each once, beside those that are none. */
function sorted(given: readonly string[]): {
  readonly good: readonly string[];
  readonly wrong: readonly string[];
  readonly doubles: number;
} {
  const good = new Set<string>();
  const wrong: string[] = [];
  let doubles = 0;
  for (const text of given) {
    const phone = normalizePhone(text);
    if (phone === undefined) wrong.push(text);
    else if (good.has(phone)) doubles++;
    else good.add(phone);
  }
  return { good: [...good], wrong, doubles };
}

/** The log has neither whole phones nor what they texted. */
function loggedOf({ phone, reason, ...entry }: ListedBlacklistEntry) {
  return { ...entry, phone: maskPhone(phone), ...(entry.source === OPT_OUT ? {} : { reason }) };
}

function spoken(phones: readonly string[]): string {
  const [first] = phones;
  if (first === undefined) return "–";
  return phones.length === 1 ? maskPhone(first) : `${maskPhone(first)} + ${phones.length - 1}`;
}

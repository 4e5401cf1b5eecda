import { type DirectoryIndex, indexDirectory } from "../../directory/directory-index.ts";
import { buildRuleBook } from "../../directory/rule-book.ts";
import { waysFor } from "../../dispatch/what-if.ts";
import type { Account, Route } from "../../domain/directory.ts";
import { CONTENT_CLASSES, type ContentClass } from "../../domain/message.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { NodeChannelState } from "../../store/store.ts";
import { type WhatIf, whatIf } from "../../submission/what-if.ts";
import { maskPhone } from "../../text/phone.ts";
import { type Command, type CommandIo, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { Problem } from "../problem.ts";
import { verdictWords } from "../verdict-words.ts";

/** UTF-16 units of a text; longer ones are refused by every account. */
const LONGEST_TEXT = 10_000;

export const route: Command = {
  name: "route",
  usage: "route LOGIN PHONE TEXT",
  summary: "Says which channel would carry a text of an account, and what it would cost; sends nothing.",
  takes: 3,
  help: {
    class: "verification, notice or marketing, instead of what the text is taken for",
    ext: "digits that the account appends to its access code",
    ...STORE_HELP,
  },
  options: { class: { type: "string" }, ext: { type: "string" }, ...STORE_OPTIONS },
  async run(values, [login, phone, content], io) {
    if (login === undefined || phone === undefined || content === undefined)
      throw new Problem('say who, to whom and what: yizhan route LOGIN PHONE "TEXT"');
    if (content.length > LONGEST_TEXT) throw new Problem(`the text is longer than ${LONGEST_TEXT} characters`);
    const wanted = classOf(text(values, "class", ""));
    await withStore(values, io.env, async (store) => {
      const directory = indexDirectory(await store.directory.load());
      const account = directory.accountByLogin.get(login);
      if (!account) throw new Problem(`there is no account "${login}"`);
      const book = await buildRuleBook(await store.rules.load(), async () => undefined);
      const now = systemClock.now();
      const asked = { account, directory, book, phone, text: content, ext: text(values, "ext", ""), class: wanted, now };
      tell(io, asked, whatIf(asked), await store.channels.states());
    });
  },
};

interface Asked {
  readonly account: Account;
  readonly directory: DirectoryIndex;
  readonly ext: string;
  /** UTC ms. */
  readonly now: number;
}

function classOf(given: string): ContentClass | undefined {
  const found = CONTENT_CLASSES.find((name) => name === given);
  if (!found && given !== "") throw new Problem(`--class must be ${CONTENT_CLASSES.join(", ")}, not "${given}"`);
  return found;
}

function tell(io: CommandIo, asked: Asked, found: WhatIf, states: readonly NodeChannelState[]): void {
  const { account, directory } = asked;
  if (found.phone === undefined) throw new Problem("that is no phone number");
  const where = [found.operator ?? "no operator", found.province ?? "province not known", found.class];
  io.out(`${maskPhone(found.phone)}: ${where.join(", ")}`);
  io.out(`${found.text.length} characters as it would leave, ${found.segments} credits${price(account, found.segments)}`);
  if (!account.enabled) io.out("the account is switched off");
  if (found.refusal) io.out(`refused: ${found.refusal.reason}${found.refusal.detail ? `, ${found.refusal.detail}` : ""}`);
  if (!found.operator) return;
  const { operator, province, class: content, text: leaves } = found;
  const ways = waysFor({ ...asked, medium: "sms", operator, province, class: content, text: leaves, states });
  if (!ways.ok) {
    io.out(`no channel: ${ways.refusal.detail ?? ways.refusal.reason}`);
    return;
  }
  const product = directory.productById.get(account.productId ?? 0);
  for (const place of new Set(ways.ways.map(({ route: taken }) => taken)))
    io.out(`route ${place + 1} of ${product?.name}: ${routeWords(product?.routes[place])}`);
  for (const { channel, route: place, standing, why, turn } of ways.ways) {
    const said = turn && turn.of > turn.weight ? `takes ${turn.weight} of ${turn.of}` : verdictWords({ why });
    io.out(`  ${channel.name}\troute ${place + 1}\t${said}\t${standing}`);
  }
}

function routeWords(given: Route | undefined): string {
  if (!given) return "";
  const { operators, provinces, classes } = given;
  return [operators.join(", "), ...(provinces ? [provinces.join(", ")] : []), ...(classes ? [classes.join(", ")] : [])].join("; ");
}

/** In yuan, exact: prices are ten-thousandths. */
function price({ unitPrice }: Account, credits: number): string {
  if (unitPrice === undefined) return "";
  const worth = credits * unitPrice;
  return ` (${Math.floor(worth / 10_000)}.${String(worth % 10_000).padStart(4, "0")} yuan)`;
}

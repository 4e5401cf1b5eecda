import { MEDIA, MESSAGE_STATES, type MessageState } from "../../../../src/domain/message.ts";
import type { ConsoleInput } from "../../../shared/api.ts";

type Query = Readonly<Record<string, string | undefined>>;
export type MessageFilter = Omit<ConsoleInput<"messages", "search">, "before" | "limit">;

/** No phone number has as many digits, and every id has more. */
const LONGEST_PHONE = 13;

/** What an address asks for; what it can't mean is left out. `q` is a phone, or the id of a message or a submission. */
export function filterOf({ q = "", account, state, channel, code, text, medium, from, to }: Query): MessageFilter {
  const asked = q.trim();
  const states = (state ?? "").split(",").filter((word): word is MessageState => (MESSAGE_STATES as readonly string[]).includes(word));
  const isId = /^\d{14,16}$/.test(asked) && asked.length > LONGEST_PHONE && Number(asked) <= Number.MAX_SAFE_INTEGER;
  const known = MEDIA.find((word) => word === medium);
  return {
    ...(asked === "" ? {} : isId ? { id: Number(asked) } : { phone: asked.slice(0, 40) }),
    ...(account ? { account } : {}),
    ...(states.length === 0 ? {} : { states }),
    ...(number(channel) === undefined ? {} : { channelId: number(channel) }),
    ...(code ? { code } : {}),
    ...(text ? { text } : {}),
    ...(known === undefined ? {} : { medium: known }),
    ...(number(from) === undefined ? {} : { from: number(from) }),
    ...(number(to) === undefined ? {} : { to: number(to) }),
  };
}

/** A whole number that an address has. */
export function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}

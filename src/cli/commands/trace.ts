import { systemClock } from "../../runtime/clock.ts";
import type { Store, Story, StoryActor, StoryFact, StoryMessage } from "../../store/store.ts";
import { maskPhone, normalizePhone } from "../../text/phone.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { Command, CommandIo } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { Problem } from "../problem.ts";
import { choiceWords } from "../verdict-words.ts";

/** Messages that one list shows. */
const PAGE = 50;
/** No phone number is this long, and every id is longer. */
const LONGEST_PHONE = 13;

export const trace: Command = {
  name: "trace",
  usage: "trace MESSAGE|SUBMISSION|PHONE",
  summary: "Says what happened to a message, or lists those of a submission or to a phone.",
  takes: 1,
  help: STORE_HELP,
  options: STORE_OPTIONS,
  async run(values, [given], io) {
    if (given === undefined) throw new Problem("say of what: the id of a message or submission, or a phone number");
    await withStore(values, io.env, async (store) => {
      const phone = given.length <= LONGEST_PHONE || given.startsWith("+") ? normalizePhone(given) : undefined;
      if (phone !== undefined) await listTo(store, phone, io);
      else if (/^\d{1,16}$/.test(given)) await tell(store, Number(given), io);
      else throw new Problem(`"${given}" is neither an id nor a phone number`);
    });
  },
};

async function listTo(store: Store, phone: string, io: CommandIo): Promise<void> {
  const messages = await store.history.messagesTo(phone, Number.MAX_SAFE_INTEGER, PAGE);
  for (const message of messages) io.out(line(message));
  if (messages.length === 0) io.out(`no message to ${maskPhone(phone)} is known`);
  if (messages.length === PAGE) io.out(`these are the latest ${PAGE}; there may be more`);
}

async function tell(store: Store, id: number, io: CommandIo): Promise<void> {
  const story = await store.history.story(id);
  if (story) {
    const { accounts, channels } = await store.directory.load();
    const login = accounts.find((account) => account.id === story.submission.accountId)?.login ?? String(story.submission.accountId);
    const channelName = (channelId: number | undefined): string =>
      channels.find((channel) => channel.id === channelId)?.name ?? (channelId === undefined ? "no channel" : `channel ${channelId}`);
    for (const text of told(story, login, channelName)) io.out(text);
    return;
  }
  const found = await store.history.find(id, 0, PAGE);
  if (!found) throw new Problem(`there is no message and no submission ${id}`);
  const { submission, messages } = found;
  io.out(
    `submission ${id} by ${submission.dialect}, accepted ${formatShanghai(submission.acceptedAt)}, ${submission.recipients} recipients`,
  );
  for (const message of messages) io.out(line(message));
  if (submission.recipients > messages.length) io.out(`these are the first ${messages.length} of ${submission.recipients}`);
}

function line({ id, phone, state, code, attempts, nextAt }: StoryMessage): string {
  const next = nextAt === undefined ? "" : `\tnext ${formatShanghai(nextAt)}`;
  return `${id}\t${maskPhone(phone)}\t${state}${code === undefined ? "" : ` ${code}`}\t${attempts} tries${next}`;
}

/** A story in lines: what it is, what happened in order, and how it stands. */
function told({ message, submission, steps }: Story, login: string, channelName: (id: number | undefined) => string): readonly string[] {
  const { operator, segments, class: kind } = message;
  const head = `message ${message.id} to ${maskPhone(message.phone)} (${operator ?? "no operator"}), ${segments} segments, ${kind}`;
  const of = `of submission ${submission.id} by ${login} through ${submission.dialect}${submission.orderId === undefined ? "" : `, order ${submission.orderId}`}`;
  const happened = steps.map(({ at, actor, what }) => `${formatShanghai(at)}  ${who(actor).padEnd(10)} ${sentence(what, channelName)}`);
  const { state, code, nextAt, otherwise } = message;
  const now = `now: ${state}${code === undefined ? "" : ` ${code}`}`;
  const wait = nextAt === undefined ? "" : `, ${awaits(state)} ${formatShanghai(nextAt)}`;
  const after = otherwise === undefined ? "" : otherwise === "queued" ? ", then it is sent again" : ", then it ends as UNKNOWN";
  return [head, of, ...happened, `${now}${wait}${after}${nextAt !== undefined && nextAt < systemClock.now() ? " (overdue)" : ""}`];
}

function awaits(state: StoryMessage["state"]): string {
  if (state === "sent") return "receipt awaited until";
  return state === "unanswered" ? "it left and no answer came; answer or receipt awaited until" : "next at";
}

function who(actor: StoryActor): string {
  return typeof actor === "string" ? actor : actor.person;
}

function sentence(what: StoryFact, channelName: (id: number | undefined) => string): string {
  switch (what.kind) {
    case "accepted":
      return "accepted";
    case "entry":
      return `${what.credits} credits: ${what.entry} for the ${what.of}${what.note ? ` (${what.note})` : ""}`;
    case "held":
      return "waits for a reviewer";
    case "reviewed":
      return `review: ${what.decision}${what.reason === "" ? "" : `, ${what.reason}`}`;
    case "choice":
      return `channel for try ${what.attempt}: ${choiceWords(what.text, channelName)}`;
    case "part": {
      const part = what.parts > 1 ? ` part ${what.part} of ${what.parts}` : "";
      const id = what.upstreamId === undefined ? "" : ` as ${what.upstreamId}`;
      const code = what.code === undefined ? "" : ` (${what.code})`;
      return `try ${what.attempt}${part} on ${channelName(what.channelId)}: ${what.outcome}${id}${code}`;
    }
    case "receipt":
      return `receipt on ${channelName(what.channelId)} for ${what.upstreamId}: ${what.status} ${what.code}`;
    case "event":
      if (what.event === "undelivered") return `not delivered: another channel's turn (${what.note})`;
      return `${what.event.replaceAll("-", " ")}${what.note === undefined ? "" : ` (${what.note})`}`;
    case "reported":
      return `ended: ${what.outcome} ${what.code}; report for queries: ${what.pull}`;
    case "handed":
      return "report handed out to a query";
    case "push":
      return `report to be pushed: ${what.state}${what.dueAt === undefined ? "" : `, next try ${formatShanghai(what.dueAt)}`}`;
    case "push-try":
      return `push ${what.number}: ${what.verdict}, status ${what.status}${what.note === "" ? "" : `, "${what.note}"`}`;
  }
}

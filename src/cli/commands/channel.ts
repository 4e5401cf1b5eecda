import { type ChannelOverview, overviewOf } from "../../dispatch/channel-overview.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Store } from "../../store/store.ts";
import { parseDuration } from "../../text/duration.ts";
import { normalizePhone } from "../../text/phone.ts";
import { details, table } from "../channel/show.ts";
import { switchTo } from "../channel/switch.ts";
import { tryOut } from "../channel/try-out.ts";
import { type Command, type CommandIo, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { Problem } from "../problem.ts";

/** Changes of mode that are shown. */
const CHANGES = 10;
/** UTF-16 units of a test's text. */
const LONGEST_TEXT = 1_000;
const LONGEST_WAIT = 600_000;

export const channel: Command = {
  name: "channel",
  usage: "channel list|show|up|drain|down|test [NAME [PHONE TEXT]]",
  summary: "Shows how channels do, switches one up, drained or down, or tries one with a test message.",
  takes: 4,
  help: {
    json: "with list and show, everything as JSON",
    note: "with up, drain and down, why; the history keeps it",
    wait: "how long to wait for the servers to follow (default 15s), with test for the receipt (default 60s); at most 10m",
    ...STORE_HELP,
  },
  options: { json: { type: "boolean" }, note: { type: "string" }, wait: { type: "string" }, ...STORE_OPTIONS },
  async run(values, [verb, name, ...rest], io) {
    const json = values.json === true;
    if (verb === "list" && name === undefined) return withStore(values, io.env, (store) => list(store, io, json));
    if (name === undefined || !["show", "up", "drain", "down", "test"].includes(verb ?? ""))
      throw new Problem("say what: yizhan channel list; show, up, drain or down NAME; or test NAME PHONE TEXT");
    const test = verb === "test" ? testOf(rest) : undefined;
    if (!test && rest.length > 0) throw new Problem(`"${rest[0]}" is too much; only test takes more than a channel's name`);
    const wait = waitOf(text(values, "wait", verb === "test" ? "60s" : "15s"));
    await withStore(values, io.env, async (store) => {
      const found = await find(store, name);
      if (test) await tryOut(store, io, found, { ...test, wait });
      else if (verb === "show") await show(store, io, found, json);
      else if (verb === "up" || verb === "drain" || verb === "down")
        await switchTo(store, io, found, verb, { note: text(values, "note", ""), wait });
    });
  },
};

async function list(store: Store, io: CommandIo, json: boolean): Promise<void> {
  const { channels } = await store.directory.load();
  const states = await store.channels.states();
  const overviews = channels.map((config) => overviewOf(config, states, systemClock.now()));
  if (json) print(io, overviews);
  else if (overviews.length === 0) io.out("no channel is configured");
  else for (const line of table(overviews)) io.out(line);
}

async function show(store: Store, io: CommandIo, config: ChannelConfig, json: boolean): Promise<void> {
  const overview: ChannelOverview = overviewOf(config, await store.channels.states(), systemClock.now());
  const changes = await store.channels.changes(config.id, CHANGES);
  if (json) print(io, { ...overview, changes });
  else for (const line of details(overview, changes)) io.out(line);
}

function print(io: CommandIo, value: unknown): void {
  for (const line of JSON.stringify(value, null, 2).split("\n")) io.out(line);
}

async function find(store: Store, name: string): Promise<ChannelConfig> {
  const { channels } = await store.directory.load();
  const found = channels.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = channels.map((candidate) => candidate.name);
  throw new Problem(`there is no channel "${name}"; ${names.length > 0 ? `there are ${names.join(", ")}` : "none is configured"}`);
}

function testOf([given, content]: readonly string[]): { readonly phone: string; readonly text: string } {
  if (given === undefined || content === undefined || content === "")
    throw new Problem("say to whom and what: yizhan channel test NAME PHONE TEXT");
  const phone = normalizePhone(given);
  if (phone === undefined) throw new Problem(`"${given.slice(0, 40)}" is no phone number`);
  if (content.length > LONGEST_TEXT) throw new Problem(`the text is longer than ${LONGEST_TEXT} characters`);
  return { phone, text: content };
}

function waitOf(given: string): number {
  const wait = parseDuration(given);
  if (wait === undefined || wait > LONGEST_WAIT)
    throw new Problem(`--wait must be a duration of at most 10m, like 30s or 2m, not "${given}"`);
  return wait;
}

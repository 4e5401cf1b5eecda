import { systemClock } from "../../runtime/clock.ts";
import type { Store } from "../../store/store.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import { type Command, type CommandIo, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { operatorName } from "../operator.ts";
import { Problem } from "../problem.ts";

/** Submissions that one list shows. */
const PAGE = 100;

export const review: Command = {
  name: "review",
  usage: "review list|approve|reject [SUBMISSION | LOGIN TEMPLATE]",
  summary: "Shows content and templates that wait for a reviewer, and decides on them.",
  takes: 3,
  help: { reason: "why, with reject", ...STORE_HELP },
  options: { reason: { type: "string" }, ...STORE_OPTIONS },
  async run(values, args, io) {
    const [verb, given, template] = args;
    if (verb !== "list" && verb !== "approve" && verb !== "reject")
      throw new Problem("say what: yizhan review list, approve SUBMISSION or reject SUBMISSION; for a template, LOGIN TEMPLATE instead");
    await withStore(values, io.env, async (store) => {
      if (verb === "list") await list(store, io);
      else {
        const decision = { approve: verb === "approve", reason: text(values, "reason", "").slice(0, 200) };
        if (given !== undefined && template !== undefined) await decideTemplate(store, io, given, template, decision);
        else await decide(store, io, given, decision);
      }
    });
  },
};

async function list(store: Store, io: CommandIo): Promise<void> {
  const logins = new Map((await store.directory.load()).accounts.map((account) => [account.id, account.login]));
  const held = await store.reviews.list(0, PAGE);
  for (const { submissionId, accountId, heldAt, recipients, text } of held) {
    io.out(
      [submissionId, formatShanghai(heldAt), logins.get(accountId) ?? accountId, `${recipients} recipients`, JSON.stringify(text)].join(
        "\t",
      ),
    );
  }
  const templates = await store.requests.templates(undefined, PAGE);
  for (const { accountId, id, text } of templates)
    io.out(["template", logins.get(accountId) ?? accountId, id, JSON.stringify(text)].join("\t"));
  if (held.length + templates.length === 0) io.out("nothing waits for a reviewer");
  if (held.length === PAGE || templates.length === PAGE) io.out(`these are the oldest ${PAGE}; there may be more`);
}

interface Decision {
  readonly approve: boolean;
  readonly reason: string;
}

async function decide(store: Store, io: CommandIo, given: string | undefined, { approve, reason }: Decision): Promise<void> {
  if (given === undefined || !/^\d{1,16}$/.test(given)) throw new Problem("say which: the number that yizhan review list shows first");
  const moved = await store.reviews.decide({
    submissionId: Number(given),
    approve,
    reason,
    actor: operatorName(),
    at: systemClock.now(),
  });
  if (moved === undefined) throw new Problem(`no submission ${given} waits for a reviewer`);
  io.out(`${approve ? "approved" : "rejected"}: ${moved} messages`);
}

/** A template that is rejected is returned to its account, which may change it. */
async function decideTemplate(store: Store, io: CommandIo, login: string, id: string, { approve, reason }: Decision): Promise<void> {
  const account = (await store.directory.load()).accounts.find((candidate) => candidate.login === login);
  const decision = { id, approve, reason, actor: operatorName(), at: systemClock.now() };
  if (!account || !(await store.requests.decideTemplate({ ...decision, accountId: account.id })))
    throw new Problem(`no template "${id}" of account "${login}" waits for a reviewer`);
  io.out(approve ? "approved" : "rejected: returned to the account");
}

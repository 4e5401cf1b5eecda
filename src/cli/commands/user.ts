import { CUSTOMER_ROLES, OPERATOR_ROLES, type UserRole } from "../../domain/user.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { AuditEnd, Store, StoredUser } from "../../store/store.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import { Passwords } from "../../users/password.ts";
import { type Kept, People, type PeopleResult } from "../../users/people.ts";
import { type Command, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { operatorName } from "../operator.ts";
import { Problem } from "../problem.ts";
import { toolId } from "../tool-id.ts";

const LONGEST_NAME = 64;

export const user: Command = {
  name: "user",
  usage: "user list|add|reset|remove [NAME] [--role R] [--account LOGIN]",
  summary: "Shows, adds or removes who may sign in, or lets in again whoever is locked out.",
  help: {
    role: `with add: ${OPERATOR_ROLES.join(", ")}; with --account: ${CUSTOMER_ROLES.join(", ")}`,
    account: "with list and add: people of this account, who sign in at the portal, instead of the platform's",
    "second-factor": "with reset: asks for no second factor any more",
    ...STORE_HELP,
  },
  options: { role: { type: "string" }, account: { type: "string" }, "second-factor": { type: "boolean" }, ...STORE_OPTIONS },
  takes: 2,
  async run(values, args, io) {
    const [verb = "", name = ""] = args;
    if (!isVerb(verb) || (verb === "list") !== (name === ""))
      throw new Problem("say what and whom: yizhan user list, or yizhan user add|reset|remove NAME");
    await withStore(values, io.env, async (store) => {
      const people = new People({ store: store.users, ids: { take: toolId }, passwords: new Passwords() });
      const accountId = await accountOf(store, text(values, "account", ""));
      if (verb === "list") {
        for (const person of await people.list(accountId)) io.out(lineOf(person));
        return;
      }
      if (verb === "add") {
        const role = roleOf(text(values, "role", ""), accountId);
        const given = { name: nameOf(name), role, language: "zh" } as const;
        const entry = { action: "users.add", subject: given.name, accountId, after: given };
        const { password } = await audited(store, entry, async () => kept(await people.add(accountId, given, systemClock.now())));
        io.out(`${given.name} may sign in with ${password} (shown this once; it must be changed at the first sign-in)`);
        return;
      }
      const person = await store.users.named(name);
      if (!person) throw new Problem(`there is nobody of the name "${name}"`);
      const entry = { action: `users.${verb === "reset" ? "resetPassword" : "remove"}`, subject: person.name, accountId: person.accountId };
      await audited(store, entry, async () => {
        if (verb === "remove") {
          kept(await people.remove(person.accountId, person.id, 0));
          io.out(`${person.name} is removed`);
          return;
        }
        const { password } = kept(await people.resetPassword(person.accountId, person.id));
        if (values["second-factor"]) kept(await people.dropSecondFactor(person.accountId, person.id));
        io.out(`${person.name} may sign in with ${password} (shown this once; it must be changed at the next sign-in)`);
      });
    });
  },
};

const VERBS = ["list", "add", "reset", "remove"] as const;

function isVerb(word: string): word is (typeof VERBS)[number] {
  return (VERBS as readonly string[]).includes(word);
}

async function accountOf(store: Store, login: string): Promise<number> {
  if (login === "") return 0;
  const account = (await store.directory.load()).accounts.find((candidate) => candidate.login === login);
  if (!account) throw new Problem(`there is no account "${login}"`);
  return account.id;
}

function roleOf(word: string, accountId: number): UserRole {
  const roles: readonly UserRole[] = accountId === 0 ? OPERATOR_ROLES : CUSTOMER_ROLES;
  const role = roles.find((candidate) => candidate === word);
  if (!role) throw new Problem(`--role must be one of ${roles.join(", ")}`);
  return role;
}

function nameOf(given: string): string {
  const name = given.trim();
  if (name === "" || name.length > LONGEST_NAME) throw new Problem(`a name has 1 to ${LONGEST_NAME} characters`);
  return name;
}

function lineOf({ name, role, enabled, totp, lastAt, lockedUntil }: StoredUser): string {
  const last = lastAt === undefined ? "has never signed in" : `last signed in ${formatShanghai(lastAt)}`;
  const locked = (lockedUntil ?? 0) > systemClock.now() ? ["locked"] : [];
  return [name, role, ...(enabled ? [] : ["disabled"]), ...locked, ...(totp === undefined ? [] : ["second factor"]), last].join("\t");
}

interface Entry {
  readonly action: string;
  readonly subject: string;
  readonly accountId: number;
  readonly after?: object;
}

/** Writes what is done here into the same log as what is done at the console. */
async function audited<T>(store: Store, { action, subject, accountId, after }: Entry, work: () => Promise<T>): Promise<T> {
  const id = toolId();
  await store.audit.begin({ id, at: systemClock.now(), userId: 0, userName: operatorName(), accountId, address: "", action });
  const end = (outcome: AuditEnd["outcome"]): Promise<void> =>
    store.audit.finish(id, { outcome, subject, ...(after ? { after: JSON.stringify(after) } : {}) });
  try {
    const result = await work();
    await end("done");
    return result;
  } catch (error) {
    await end(error instanceof Problem ? "refused" : "failed");
    throw error;
  }
}

function kept<T>(result: PeopleResult<T>): { readonly ok: true } & T {
  if (!result.ok) throw new Problem(SENTENCES[result.why]);
  return result;
}

const SENTENCES: Readonly<Record<Kept, string>> = {
  unknown: "there is nobody of that name any more",
  taken: "somebody has this name; names are one for all, whatever account they belong to",
  "too-many": "there are as many people as there may be",
  "own-role": "nobody changes their own role",
  oneself: "nobody shuts themselves out",
  "last-one": "this is the last one who may let others in",
};

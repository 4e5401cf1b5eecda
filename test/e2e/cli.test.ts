import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { COMMANDS } from "../../src/main.ts";
import { PLAN } from "../house/house.ts";

let scratch: string;
let data: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  data = join(scratch, "data");
});
afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Runs a command in this process: its exit status and what it printed. */
async function yizhan(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const status = await runCli(COMMANDS, argv, { env, out: (line) => out.push(line), err: (line) => err.push(line) });
  return { status, out, err };
}

/** Runs it on this test's data directory. */
function onData(...argv: readonly string[]) {
  return yizhan([...argv, "--data", data]);
}

/** What a failure looks like: one plain line, status 1, nothing else. */
function failure(line: string | RegExp) {
  return { status: 1, out: [], err: [typeof line === "string" ? line : expect.stringMatching(line)] };
}

function file(text: string | Buffer, name = "plan.yaml"): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

describe("yizhan", () => {
  it("lists its commands when it is asked for help, or not told what to do", async () => {
    for (const argv of [["--help"], ["-h"], ["help"], []]) {
      const { status, out, err } = await yizhan(argv);
      expect(status).toBe(argv.length === 0 ? 1 : 0);
      for (const command of COMMANDS) expect(out.join("\n")).toContain(`yizhan ${command.usage}`);
      expect(err).toEqual([]);
    }
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))("%s says what each of its options does", async (name, command) => {
    for (const flag of ["--help", "-h"]) {
      const { status, out, err } = await yizhan([name, flag]);
      expect([status, err]).toEqual([0, []]);
      for (const option of Object.keys(command.options)) expect(out.join("\n")).toMatch(new RegExp(`^ +--${option} +\\S`, "m"));
    }
    expect(Object.keys(command.help).sort()).toEqual(Object.keys(command.options).sort());
  });

  it.each(COMMANDS.map((command) => command.name))("%s refuses an option that it doesn't know", async (name) => {
    expect(await yizhan([name, "--nonsense"])).toEqual(failure(new RegExp(`^yizhan ${name}: Unknown option '--nonsense'`)));
  });

  it("refuses a command that there is not", async () => {
    expect(await yizhan(["explode"])).toEqual(failure('yizhan: there is no command "explode"; yizhan --help lists them'));
    expect(await yizhan(["constructor"])).toEqual(failure(/there is no command "constructor"/));
  });

  it.each(COMMANDS.filter((command) => command.name !== "serve" && "database" in command.options).map((command) => command.name))(
    "%s says where no database answers, and keeps the password to itself",
    async (name) => {
      const args =
        {
          apply: [file(PLAN)],
          recharge: ["customer", "5"],
          review: ["list"],
          pushes: ["list", "customer"],
          doctor: ["huaxin", "http://127.0.0.1/sms.aspx"],
          scheduled: ["list", "customer"],
          trace: ["1"],
          send: ["customer", "13800138000", "x"],
          route: ["customer", "13800138000", "x"],
          channel: ["list"],
          receipts: ["orphans"],
          user: ["list"],
        }[name] ?? [];
      const nowhere = failure(/^(?!.*Secret).*the database 127.0.0.1:1\/yizhan could not be opened: .*ECONNREFUSED/);
      expect(await yizhan([name, ...args, "--data", data, "--database", "postgres://user:Secret@127.0.0.1:1/yizhan"])).toEqual(nowhere);
      expect(await yizhan([name, ...args, "--data", data], { DATABASE_URL: "postgres://user:Secret@127.0.0.1:1/yizhan" })).toEqual(nowhere);
      expect(await yizhan([name, ...args, "--data", data, "--database", "mysql://user:Secret@db"])).toEqual(
        failure(/^(?!.*Secret).*does not begin with postgres:/),
      );
    },
  );

  it("refuses a key that is none, without showing it", async () => {
    expect(await yizhan(["balance", "--data", data], { YIZHAN_KEY: "hunter2" })).toEqual(
      failure(/^yizhan balance: YIZHAN_KEY must be 64 hexadecimal digits \(32 bytes\)$/),
    );
  });

  it("refuses a data directory that can't be one", async () => {
    const path = file("", "a-file");
    expect(await yizhan(["migrate", "--data", path])).toEqual(failure(/^yizhan migrate: .*(EEXIST|ENOTDIR).*a-file/));
  });

  it("refuses a data directory that was written under another key, instead of guessing", async () => {
    await onData("apply", file(PLAN));
    expect(await yizhan(["balance", "--data", data], { YIZHAN_KEY: "ab".repeat(32) })).toEqual(
      failure(/^yizhan balance: the password of account "customer" does not open under this secret key[^\n]*$/),
    );
  });

  it("keeps its key from others", async () => {
    await onData("balance");
    expect(statSync(join(data, "secret.key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(data, "secret.key"), "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
  });
});

describe("yizhan apply", () => {
  it("says what it made, then that there is nothing to change", async () => {
    const plan = file(PLAN);
    const first = await onData("apply", plan);
    expect(first.status).toBe(0);
    expect(first.out.join("\n")).toMatch(/^created .*customer/m);
    const second = await onData("apply", plan);
    expect(second).toEqual({ status: 0, out: ["nothing to change"], err: [] });
  });

  it("says where a file is wrong, all of it, and applies nothing", async () => {
    const plan = file(PLAN.replace('code: "05"', "colour: red").replace("receiptDelay: 20ms", "receiptDelay: soon"));
    const { status, out, err } = await onData("apply", plan);
    expect([status, out, err.length]).toEqual([1, [], 1]);
    expect(err[0]).toMatch(/plan\.yaml:\d+:\d+: .*plan\.yaml:\d+:\d+: /);
    expect((await onData("balance")).out).toEqual([]);
  });

  it("refuses another opening balance, and says how credits are added", async () => {
    await onData("apply", file(PLAN));
    const refused = await onData("apply", file(PLAN.replace("credits: 10000", "credits: 20000")));
    expect(refused).toEqual(failure(/plan\.yaml:\d+:\d+: .*yizhan recharge/));
    expect((await onData("balance", "customer")).out).toEqual(["customer\tsms 10000\tmms 0"]);
  });

  it("refuses a file that it can't read", async () => {
    expect(await onData("apply", join(scratch, "missing.yaml"))).toEqual(failure(/missing\.yaml can't be read: .*ENOENT/));
    expect(await onData("apply", file(Buffer.from([0x76, 0xc4, 0xfa])))).toEqual(failure(/plan\.yaml is not UTF-8 text/));
    mkdirSync(join(scratch, "folder"));
    expect(await onData("apply", join(scratch, "folder"))).toEqual(failure(/folder can't be read/));
  });

  it("wants exactly one file", async () => {
    expect(await onData("apply")).toEqual(failure("yizhan apply: say which file: yizhan apply FILE"));
    expect(await onData("apply", "one", "two")).toEqual(failure('yizhan apply: "two" is too much; usage: yizhan apply FILE'));
  });
});

describe("yizhan recharge and balance", () => {
  beforeEach(async () => {
    await onData("apply", file(PLAN));
  });

  it("add credits of either kind, and show them", async () => {
    expect((await onData("recharge", "customer", "500")).out).toEqual(["customer has 10500 sms credits"]);
    expect((await onData("recharge", "customer", "7", "--mms", "--note", "by bank transfer")).out).toEqual(["customer has 7 mms credits"]);
    expect((await onData("balance")).out).toEqual(["customer\tsms 10500\tmms 7"]);
  });

  it("take credits back that were a mistake", async () => {
    expect(await onData("recharge", "customer", "-100")).toEqual({ status: 0, out: ["customer has 9900 sms credits"], err: [] });
    expect((await yizhan(["recharge", "--data", data, "--", "customer", "-100"])).out).toEqual(["customer has 9800 sms credits"]);
  });

  it("refuse what is no number of credits", async () => {
    for (const amount of ["0", "1.5", "five", "1e3", "", "0x10", "99999999999999", "+5", " 5"])
      expect(await onData("recharge", "customer", amount)).toEqual(
        failure(`yizhan recharge: "${amount}" is not a whole number of credits`),
      );
    expect((await onData("balance")).out).toEqual(["customer\tsms 10000\tmms 0"]);
  });

  it("say whom they don't know, and what they want", async () => {
    expect(await onData("recharge", "nobody", "5")).toEqual(failure('yizhan recharge: there is no account "nobody"'));
    expect(await onData("balance", "nobody")).toEqual(failure('yizhan balance: there is no account "nobody"'));
    expect(await onData("recharge", "customer")).toEqual(failure("yizhan recharge: say whom and how much: yizhan recharge LOGIN N"));
  });
});

describe("yizhan pushes", () => {
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  beforeEach(async () => {
    await onData("apply", file(PLAN));
  });

  it("shows what waits for an account, and replays a window of it", async () => {
    expect((await onData("pushes", "list", "customer")).out).toEqual([
      "customer\treport\t0 waiting\t0 undelivered",
      "customer\tinbound\t0 waiting\t0 undelivered",
    ]);
    const window = ["--from", `${day(2)} 09:00:00`, "--to", `${day(1)}T09:00:00`];
    expect((await onData("pushes", "replay", "customer", ...window, "--kind", "report")).out).toEqual([
      "customer\treport\t0 to be pushed again",
    ]);
    expect((await onData("pushes", "replay", "customer", "--from", day(2), "--to", day(1))).out).toHaveLength(2);
  });

  it("says what it wants, and whom it doesn't know", async () => {
    for (const args of [[], ["list"], ["push", "customer"]])
      expect(await onData("pushes", ...args)).toEqual(failure(/^yizhan pushes: say what and whose: /));
    expect(await onData("pushes", "list", "nobody")).toEqual(failure('yizhan pushes: there is no account "nobody"'));
    expect(await onData("pushes", "list", "customer", "--kind", "mail")).toEqual(
      failure('yizhan pushes: --kind knows report and inbound, not "mail"'),
    );
  });

  it("refuses what is no window", async () => {
    const replay = (from: string, to: string) => onData("pushes", "replay", "customer", "--from", from, "--to", to);
    expect(await onData("pushes", "replay", "customer")).toEqual(failure(/^yizhan pushes: --from must be a time like .*, not ""$/));
    expect(await replay(day(1), "soon")).toEqual(failure(/^yizhan pushes: --to must be a time like .*, not "soon"$/));
    expect(await replay(day(1), day(2))).toEqual(failure("yizhan pushes: the window ends before it begins"));
    expect(await replay(day(40), day(1))).toEqual(failure("yizhan pushes: the window begins more than 30 days ago"));
  });
});

describe("yizhan migrate", () => {
  it("makes the schema, and finds it made", async () => {
    const listed = (await onData("migrate", "--dry-run")).out;
    expect(listed.slice(0, 2)).toEqual(["would run 001 first", "would run 002 pushes"]);
    expect(existsSync(data)).toBe(false);
    const ran = listed.map((line) => line.replace("would run", "ran"));
    expect(await onData("migrate")).toEqual({ status: 0, out: [...ran, "the schema is up to date"], err: [] });
    for (const flags of [[], ["--dry-run"]])
      expect(await onData("migrate", ...flags)).toEqual({ status: 0, out: ["the schema is up to date"], err: [] });
  });

  it("takes no arguments", async () => {
    expect(await onData("migrate", "now")).toEqual(failure('yizhan migrate: "now" is too much; usage: yizhan migrate [--dry-run]'));
  });
});

describe("yizhan serve refuses", () => {
  it.each([
    [["--port", "99999"], '--port must be a number from 0 to 65535, not "99999"'],
    [["--port", "-1"], null],
    [["--port", "http"], '--port must be a number from 0 to 65535, not "http"'],
    [["--roles", "api,cook"], '--roles knows api, dispatch, reports, console, not "cook"'],
    [["--trust-proxy", "10.0.0.0/99"], '--trust-proxy: "10.0.0.0/99" is not an address or a CIDR block'],
    [["--log-level", "loud"], '--log-level must be debug, info, warn or error, not "loud"'],
    [["8031"], '"8031" is too much; usage: yizhan serve [--port N] [--host ADDR] [--data DIR] [--apply FILE]'],
  ])("%j in one plain line", async (args, line) => {
    expect(await onData("serve", ...args)).toEqual(failure(line === null ? /^yizhan serve: [^\n]+$/ : `yizhan serve: ${line}`));
  });
});

describe("yizhan review", () => {
  it("says that nothing waits, and refuses what it can't decide on", async () => {
    await onData("apply", file(PLAN));
    expect(await onData("review", "list")).toEqual({ status: 0, out: ["nothing waits for a reviewer"], err: [] });
    expect(await onData("review")).toEqual(failure(/^yizhan review: say what/));
    expect(await onData("review", "approve")).toEqual(failure(/^yizhan review: say which/));
    expect(await onData("review", "approve", "one")).toEqual(failure(/^yizhan review: say which/));
    expect(await onData("review", "reject", "42", "--reason", "x")).toEqual(
      failure("yizhan review: no submission 42 waits for a reviewer"),
    );
  });
});

describe("yizhan user", () => {
  /** The one-time password that was printed. */
  const passwordIn = ({ out }: { readonly out: readonly string[] }): string | undefined =>
    /may sign in with (\S+) \(shown this once/.exec(out[0] ?? "")?.[1];

  it("adds somebody, shows them, lets them in again and removes them", async () => {
    const added = await onData("user", "add", "night-shift", "--role", "operations");
    expect(passwordIn(added)).toMatch(/^\w{4}(-\w{4}){3}$/);
    expect(await onData("user", "list")).toEqual({ status: 0, out: ["night-shift\toperations\thas never signed in"], err: [] });
    const reset = await onData("user", "reset", "Night-Shift", "--second-factor");
    expect(passwordIn(reset)).not.toBe(passwordIn(added));
    expect(await onData("user", "remove", "night-shift")).toEqual({ status: 0, out: ["night-shift is removed"], err: [] });
    expect((await onData("user", "list")).out).toEqual([]);
  }, 60_000);

  it("adds an account's people, who have roles of their own", async () => {
    await onData("apply", file(PLAN));
    expect(await onData("user", "add", "li", "--account", "customer", "--role", "admin")).toEqual(
      failure("yizhan user: --role must be one of owner, sender, viewer"),
    );
    expect(passwordIn(await onData("user", "add", "li", "--account", "customer", "--role", "owner"))).toBeDefined();
    expect((await onData("user", "list", "--account", "customer")).out).toEqual(["li\towner\thas never signed in"]);
    expect((await onData("user", "list")).out).toEqual([]);
    expect(await onData("user", "remove", "li")).toEqual(failure("yizhan user: this is the last one who may let others in"));
  }, 60_000);

  it("says what it doesn't understand, or can't find", async () => {
    const usage = "yizhan user: say what and whom: yizhan user list, or yizhan user add|reset|remove NAME";
    for (const args of [[], ["list", "li"], ["add"], ["explode", "li"]]) expect(await onData("user", ...args)).toEqual(failure(usage));
    expect(await onData("user", "reset", "li")).toEqual(failure('yizhan user: there is nobody of the name "li"'));
    expect(await onData("user", "list", "--account", "nobody")).toEqual(failure('yizhan user: there is no account "nobody"'));
    expect(await onData("user", "add", "li", "--role", "king")).toEqual(failure(/--role must be one of admin, /));
    await onData("user", "add", "li", "--role", "admin");
    expect(await onData("user", "add", "LI", "--role", "admin")).toEqual(failure(/somebody has this name/));
  }, 60_000);
});

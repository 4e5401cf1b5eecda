import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { COMMANDS } from "../../src/main.ts";
import { CUSTOMER, PLAN } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { until } from "../house/until.ts";
import { ask, element, request } from "../house/wire.ts";

let scratch: string;
let data: string;
let copy: string;
let program: Program | undefined;
beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), "yizhan-"));
  data = join(scratch, "data");
  copy = join(scratch, "copy.db");
});
afterEach(async () => {
  await program?.end("SIGKILL");
  program = undefined;
  rmSync(scratch, { recursive: true, force: true });
});

async function yizhan(directory: string, ...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io = { env: {}, out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
  const status = await runCli(COMMANDS, [...argv, "--data", directory], io);
  return { status, out: out.join("\n"), err: err.join("\n") };
}

function file(text: string, name: string): string {
  writeFileSync(join(scratch, name), text);
  return join(scratch, name);
}

/** A directory with the key of this test's store, and nothing else. */
function elsewhere(): string {
  const directory = join(scratch, "elsewhere");
  mkdirSync(directory);
  copyFileSync(join(data, "secret.key"), join(directory, "secret.key"));
  return directory;
}

describe("yizhan backup", () => {
  it("copies the store of a server that goes on, of one moment, and it can be served elsewhere", async () => {
    program = new Program(data, ["serve", "--apply", file(PLAN, "plan.yaml")]);
    const port = await program.port();
    let accepted = 0;
    let over = false;
    const { login, password } = CUSTOMER;
    const sending = (async () => {
      while (!over) {
        const target = `/sms.aspx?action=send&account=${login}&password=${password}&mobile=138${String(10_000_000 + accepted)}&content=hello`;
        const { body } = await ask(port, request("GET", target));
        expect(element(body, "returnstatus")).toBe("Success");
        accepted += 1;
      }
    })();
    await until("some are accepted", () => accepted >= 5);
    const before = accepted;
    const made = await yizhan(data, "backup", copy);
    const after = accepted;
    over = true;
    await sending;
    expect(made).toMatchObject({ status: 0, out: expect.stringMatching(/MiB, checked: 1 accounts.*secret\.key, which is not in it/s) });
    expect(statSync(copy).mode & 0o777).toBe(0o600);

    const directory = elsewhere();
    expect(await yizhan(directory, "restore", copy)).toMatchObject({ status: 0, err: "" });
    // the command compares the ledger with the balance, and fails where they differ
    const { out } = await yizhan(directory, "balance");
    const left = Number(/sms (\d+)/.exec(out)?.[1]);
    expect(left).toBeLessThanOrEqual(10_000 - before);
    expect(left).toBeGreaterThanOrEqual(10_000 - after - 1);
  });

  it("overwrites nothing, and says where there is nothing to copy", async () => {
    expect((await yizhan(data, "backup", copy)).err).toBe(`yizhan backup: there is no store in ${data}`);
    await yizhan(data, "apply", file(PLAN, "plan.yaml"));
    expect((await yizhan(data, "backup", file("precious", "copy.db"))).err).toMatch(/is there already; a backup overwrites nothing$/);
    expect(readFileSync(copy, "utf8")).toBe("precious");
    expect((await yizhan(data, "backup")).err).toMatch(/say where to/);
  });
});

describe("yizhan restore", () => {
  beforeEach(async () => {
    await yizhan(data, "apply", file(PLAN, "plan.yaml"));
    await yizhan(data, "backup", copy);
  });

  it("refuses what is no backup, or a damaged one, and leaves nothing behind", async () => {
    const directory = elsewhere();
    expect((await yizhan(directory, "restore", file("hello", "text"))).err).toMatch(/text\S* can't be read as a store of Yizhan/);
    new DatabaseSync(join(scratch, "other.db")).exec("CREATE TABLE cat (name TEXT)");
    expect((await yizhan(directory, "restore", join(scratch, "other.db"))).err).toMatch(/is no store of Yizhan$/);
    truncateSync(copy, statSync(copy).size - 8_192);
    expect((await yizhan(directory, "restore", copy)).err).toMatch(/damaged|malformed/);
    expect((await yizhan(directory, "backup", join(scratch, "again"))).err).toMatch(/there is no store/);
  });

  it("refuses a backup that a newer version wrote", async () => {
    const db = new DatabaseSync(copy);
    db.exec("INSERT INTO migration VALUES (9999, 'future', 'x', 0)");
    db.close();
    expect((await yizhan(elsewhere(), "restore", copy)).err).toMatch(/a newer version wrote it/);
  });

  it("refuses a backup without its key, or with another", async () => {
    const directory = join(scratch, "empty");
    expect((await yizhan(directory, "restore", copy)).err).toMatch(/there is no key: put .*secret\.key/);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "secret.key"), `${"ab".repeat(32)}\n`);
    expect((await yizhan(directory, "restore", copy)).err).toMatch(/does not open under this secret key/);
  });

  it("puts a store that is there aside only when told to, and never one that is served", async () => {
    await yizhan(data, "recharge", "customer", "5");
    expect((await yizhan(data, "restore", copy)).err).toMatch(/has a store already; --replace puts that one aside$/);
    expect((await yizhan(data, "restore", copy, "--replace")).out).toMatch(/the store that was there is \S+yizhan\.db\.replaced-\d+ now/);
    expect((await yizhan(data, "balance")).out).toContain("sms 10000");
    program = new Program(data, ["serve"]);
    await program.port();
    expect((await yizhan(data, "restore", copy, "--replace")).err).toMatch(/another Yizhan process is serving this data directory/);
  });
});

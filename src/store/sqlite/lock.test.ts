import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../../runtime/clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import { openSqliteStore } from "./open.ts";
import { open, scratch } from "./opener.testing.ts";

const IN_USE = "another Yizhan process is serving this data directory";

it("lets one server have a data directory, and the next when it is closed", async () => {
  await using directory = await scratch();
  const first = await open(directory.path);
  await expect(open(directory.path)).rejects.toMatchObject({ code: "failed", message: expect.stringContaining(IN_USE) });
  expect(await first.directory.version()).toBe(1);
  await first.close();
  await (await open(directory.path)).close();
});

it("lets tools work beside the server, each seeing the other's bookings", async () => {
  await using directory = await scratch();
  const server = await open(directory.path);
  const tool = await openSqliteStore({
    directory: directory.path,
    secrets: new SecretBox(Buffer.alloc(32, 7)),
    clock: systemClock,
    exclusive: false,
  });
  const entry = { accountId: 1, medium: "sms", kind: "recharge", credits: 1, at: 0, actor: "test", note: "" } as const;
  await Promise.all(Array.from({ length: 40 }, (_, ref) => (ref % 2 ? tool : server).ledger.book({ ...entry, ref })));
  expect((await server.ledger.balance(1)).sms).toEqual({ credits: 40, bought: 40 });
  expect(await tool.ledger.audit()).toEqual([]);
  await tool.close();
  await server.close();
});

it("frees the directory when its server is killed", async () => {
  await using directory = await scratch();
  const script = join(directory.path, "server.mjs");
  const opener = JSON.stringify(new URL("./opener.testing.ts", import.meta.url).href);
  await writeFile(script, `import { open } from ${opener}; await open(process.argv[2]); console.log("open");`);
  const server = spawn(process.execPath, [script, directory.path], { stdio: ["ignore", "pipe", "inherit"] });
  await once(server.stdout, "data");
  await expect(open(directory.path)).rejects.toThrow(IN_USE);
  server.kill("SIGKILL");
  await once(server, "exit");
  await (await open(directory.path)).close();
});

it("says what is wrong with a lock file or a database that is none", async () => {
  await using directory = await scratch();
  await writeFile(join(directory.path, "serving.lock"), "this is not a database, but long enough to look at".repeat(9));
  await expect(open(directory.path)).rejects.toThrow("file is not a database");
  await using other = await scratch();
  await writeFile(join(other.path, "yizhan.db"), "this is not a database, but long enough to look at".repeat(9));
  await expect(open(other.path)).rejects.toThrow(
    `the database ${join(other.path, "yizhan.db")} could not be opened: file is not a database`,
  );
});

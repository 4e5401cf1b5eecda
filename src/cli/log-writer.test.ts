import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { until } from "../../test/house/until.ts";
import { LogWriter } from "./log-writer.ts";

it("writes lines in their order, and at the end what still waits", async () => {
  const directory = await mkdtemp(join(tmpdir(), "yizhan-"));
  const file = join(directory, "log");
  const descriptor = openSync(file, "w");
  const writer = new LogWriter(descriptor);
  const lines = Array.from({ length: 500 }, (_, n) => `{"n":${n}}\n`);
  for (const line of lines) writer.write(line);
  await until("they are written", () => readFileSync(file, "utf8") === lines.join(""));
  await until("nothing is under way", () => {
    writer.write("more\n");
    writer.flushSync();
    return readFileSync(file, "utf8").endsWith("more\nmore\n");
  });
  closeSync(descriptor);
  await rm(directory, { recursive: true });
});

it.skipIf(!existsSync("/dev/full"))("loses lines for which there is no room, and neither throws nor waits at the end", async () => {
  const descriptor = openSync("/dev/full", "w");
  const writer = new LogWriter(descriptor);
  for (let n = 0; n < 100; n++) writer.write("a line\n");
  await new Promise((resolve) => setImmediate(resolve));
  writer.write("the last\n");
  expect(() => writer.flushSync()).not.toThrow();
  closeSync(descriptor);
});

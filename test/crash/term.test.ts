import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Connection } from "../support/connection.ts";
import { Random } from "../support/random.ts";
import { Server } from "../support/server.ts";
import type { Life } from "./books.ts";
import { comeToRest, firstOf } from "./rest.ts";
import { openScene } from "./scene.ts";

const SENDERS = 8;
const PULLERS = 2;
const DRAIN = 15_000;

/** Told to end in the middle of its work, the server finishes what it has begun and leaves nothing undone or done twice. */
it("drains on SIGTERM under load and exits 0 in time, idle and half-sent connections notwithstanding", { timeout: 240_000 }, async () => {
  await using scene = await openScene(new Random(1), [
    { login: "swift", password: "Swift-1", credits: 10_000_000, carrier: { rate: 0, receiptDelay: "300ms" } },
    { login: "paced", password: "Paced-1", credits: 10_000_000, carrier: { rate: 1_000, receiptDelay: "0ms" } },
  ]);

  for (const lifetime of [700, 150]) {
    await using server = await Server.start(scene.serverOptions);
    const life: Life = { port: server.port, ending: undefined };
    const idle = await Connection.open(server.port);
    const half = await Connection.open(server.port);
    half?.writePart("POST /sms.aspx HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\naction=send&");
    const work = scene.customers.flatMap((customer) => [
      ...Array.from({ length: SENDERS }, () => customer.send(life, 1)),
      ...Array.from({ length: PULLERS }, () => customer.pull(life)),
    ]);
    await sleep(lifetime);
    life.ending = "term";
    const exit = await server.end("SIGTERM");
    expect(exit, server.logTail()).toMatchObject({ code: 0, signal: null });
    expect(exit.took).toBeLessThan(DRAIN);
    await Promise.all([...work, idle?.ended, half?.ended]);
  }

  await using server = await Server.start(scene.serverOptions);
  for (const customer of scene.customers) {
    const { problems, facts } = await comeToRest(customer, { port: server.port, ending: undefined });
    expect(firstOf(problems), server.logTail()).toEqual([]);
    expect(facts.acknowledged).toBeGreaterThan(0);
    expect(facts.takenUnanswered, "submissions taken without an answer").toBe(0);
    expect(facts.repeated, "reports handed over twice").toBe(0);
  }
});

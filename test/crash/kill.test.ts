import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Random } from "../support/random.ts";
import { Server } from "../support/server.ts";
import type { Life } from "./books.ts";
import { comeToRest, firstOf } from "./rest.ts";
import { openScene } from "./scene.ts";

const ROUNDS = Number(process.env.YIZHAN_CRASH_ROUNDS ?? 20);
/** Repeats the rig's own decisions; the machine's timing stays its own. */
const SEED = Number(process.env.YIZHAN_CRASH_SEED ?? Date.now() % 1_000_000);
const SENDERS = 5;
const PULLERS = 2;

/**
 * The real server, killed again and again under load: nothing that was acknowledged may be lost, nothing may happen twice.
 * Half of its lives are short and flat out, half longer and steadier, and some end before the server has come up.
 */
it(`loses nothing and doubles nothing when it is killed ${ROUNDS} times`, { timeout: 120_000 + ROUNDS * 5_000 }, async () => {
  const random = new Random(SEED);
  await using scene = await openScene(random, [
    { login: "swift", password: "Swift-1", credits: 10_000_000, carrier: { rate: 0, receiptDelay: "150ms" } },
    { login: "paced", password: "Paced-1", credits: 10_000_000, carrier: { rate: 1_500, receiptDelay: "0ms" } },
  ]);

  for (let round = 0; round < ROUNDS; round++) {
    if (random.chance(0.2)) await killWhileStarting(scene.serverOptions, random.integer(0, 500));
    await using server = await Server.start(scene.serverOptions);
    const life: Life = { port: server.port, ending: undefined };
    const flatOut = random.chance(0.5);
    const work = scene.customers.flatMap((customer) => [
      ...Array.from({ length: SENDERS }, () => customer.send(life, flatOut ? 0 : random.integer(2, 12))),
      ...Array.from({ length: PULLERS }, () => customer.pull(life)),
    ]);
    await sleep(flatOut ? random.integer(5, 500) : random.integer(100, 1_500));
    life.ending = "kill";
    const exit = await server.end("SIGKILL");
    expect(exit.signal, `the server ended by itself in round ${round} (seed ${SEED}):\n${server.logTail()}`).toBe("SIGKILL");
    await Promise.all(work);
  }

  await using server = await Server.start(scene.serverOptions);
  const verdicts = await Promise.all(scene.customers.map((customer) => comeToRest(customer, { port: server.port, ending: undefined })));
  console.log(`${ROUNDS} kills, seed ${SEED}: ${JSON.stringify(verdicts.map((verdict) => verdict.facts))}`);
  for (const { problems, facts } of verdicts) {
    expect(firstOf(problems), `seed ${SEED}:\n${server.logTail()}`).toEqual([]);
    expect(facts.acknowledged, "submissions answered").toBeGreaterThan(ROUNDS);
  }
  expect(
    verdicts.some(({ facts }) => facts.unanswered > 0),
    "kills met requests in flight",
  ).toBe(true);
});

async function killWhileStarting(options: ConstructorParameters<typeof Server>[0], after: number): Promise<void> {
  await using server = new Server(options);
  await sleep(after);
  await server.end("SIGKILL");
}

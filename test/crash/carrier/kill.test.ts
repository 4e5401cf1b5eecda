import { expect, it } from "vitest";
import { Random } from "../../support/random.ts";
import { firstOf } from "../rest.ts";
import { type Cluster, SINGLE } from "./cluster.ts";
import { CarrierRig } from "./rig.ts";

const ROUNDS = Number(process.env.YIZHAN_CRASH_ROUNDS ?? 5);
/** Repeats the rig's own decisions; the machine's timing stays its own. */
const SEED = Number(process.env.YIZHAN_CRASH_SEED ?? Date.now() % 1_000_000);
const CLUSTERS: readonly Cluster[] = [SINGLE];

/**
 * The real server between an SMSC and a customer's server that are processes of their own: nothing that either side
 * acknowledged may be lost, and no more may happen twice than was under way at a kill.
 */
it.each(CLUSTERS)(
  `$title loses nothing between customer, carrier and sink when it is killed ${ROUNDS} times`,
  { timeout: 300_000 + ROUNDS * 10_000 },
  async (cluster) => {
    await using rig = await CarrierRig.open(cluster, new Random(SEED));
    for (let round = 0; round < ROUNDS; round++) await rig.round();
    const { problems, facts } = await rig.verdict();
    console.log(`${ROUNDS} kills of ${cluster.title}, seed ${SEED}: ${JSON.stringify(facts)}`);
    expect(firstOf(problems), `seed ${SEED}:\n${rig.logTail()}`).toEqual([]);
    expect(facts.acknowledged, "submissions answered").toBeGreaterThan(ROUNDS);
    expect(facts.receipts, "receipts acknowledged").toBeGreaterThanOrEqual(facts.acknowledged);
  },
);

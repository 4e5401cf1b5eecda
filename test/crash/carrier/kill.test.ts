import { expect, it } from "vitest";
import { Random } from "../../support/random.ts";
import { firstOf } from "../rest.ts";
import { type Cluster, SINGLE } from "./cluster.ts";
import { CarrierRig } from "./rig.ts";
import { TRIO } from "./trio.ts";

const ROUNDS = Number(process.env.YIZHAN_CRASH_ROUNDS ?? 5);
/** How long what is lost stays away, ms. */
const LASTING = 1_000 * Number(process.env.YIZHAN_CRASH_LASTING ?? 2);
/** Repeats the rig's own decisions; the machine's timing stays its own. */
const SEED = Number(process.env.YIZHAN_CRASH_SEED ?? Date.now() % 1_000_000);
const CLUSTERS: readonly Cluster[] = [SINGLE, TRIO];
/** Rounds at the end in which the sink is calm, so that nobody waits for its next tries after them. */
const CALM = 3;

/**
 * The real server between an SMSC and a customer's server that are processes of their own. It is killed, and what it lives on goes away
 * for a while: nothing that any side acknowledged may be lost, what can't be stored must not be said to be, no more may happen twice
 * than was under way, and it goes on by itself when what was lost is back.
 */
it.concurrent.each(CLUSTERS)(
  "$title loses nothing between customer, carrier and sink, whatever it loses itself",
  { timeout: 300_000 + ROUNDS * (30_000 + LASTING) },
  async (cluster) => {
    await using rig = await CarrierRig.open(cluster, new Random(SEED));
    for (let round = 0; round < ROUNDS; round++) {
      if (round === ROUNDS - CALM) rig.calm();
      await rig.round(LASTING);
    }
    const { problems, facts } = await rig.verdict();
    console.log(`${ROUNDS} rounds of ${cluster.title}, seed ${SEED}: ${JSON.stringify(facts)}\n${rig.story.join("\n")}`);
    expect(firstOf(problems), `seed ${SEED}:\n${rig.logTail()}`).toEqual([]);
    expect(facts.acknowledged, "submissions answered").toBeGreaterThan(ROUNDS);
    expect(facts.receipts, "receipts acknowledged").toBeGreaterThanOrEqual(facts.acknowledged);
  },
);

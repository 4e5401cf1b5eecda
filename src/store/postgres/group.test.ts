import { describe, expect, it } from "vitest";
import { StoreError } from "../store.ts";
import { Group } from "./group.ts";

const failed = (): StoreError => new StoreError("failed", "the call at fault");

/** A group whose batches are run by `run`, and what was in each. */
function group(run: (calls: readonly number[]) => Promise<readonly string[]> | readonly string[], lanes = 1) {
  const batches: (readonly number[])[] = [];
  const under = new Group<number, string>(
    async (calls) => {
      batches.push(calls);
      return run(calls);
    },
    { weightOf: (call) => call, lanes, keyOf: (call) => call },
  );
  return { under, batches };
}

const answers = (calls: readonly number[]): readonly string[] => calls.map((call) => `answer ${call}`);

describe("calls of one kind", () => {
  it("share the batch that follows the one under way, and have each its own answer", async () => {
    const begun = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const { under, batches } = group(async (calls) => {
      begun.resolve();
      if (calls.includes(1)) await held.promise;
      return answers(calls);
    });
    const first = under.call(1);
    await begun.promise;
    const others = [2, 3, 4].map((call) => under.call(call));
    held.resolve();
    expect(await Promise.all([first, ...others])).toEqual(answers([1, 2, 3, 4]));
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  it("are cut in halves where one of them fails, so that only that one does", async () => {
    const { under, batches } = group((calls) => {
      if (calls.includes(6)) throw failed();
      return answers(calls);
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map((call) => under.call(call)));
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(5).fill("fulfilled"), "rejected", "fulfilled", "fulfilled"]);
    expect(batches).toHaveLength(7);
  });

  it.each(["outcome-unknown", "busy"] as const)("fail together, and are not run again, where the store is at fault: %s", async (code) => {
    const { under, batches } = group(() => {
      throw new StoreError(code, "for all");
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((call) => under.call(call)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "rejected", reason: { code } });
    expect(batches).toHaveLength(1);
  });

  it("go on in lanes of their own while another lane waits", async () => {
    const held = Promise.withResolvers<void>();
    const { under } = group(async (calls) => {
      if (calls.includes(2)) await held.promise;
      return answers(calls);
    }, 2);
    const slow = under.call(2);
    expect(await under.call(1)).toBe("answer 1");
    held.resolve();
    expect(await slow).toBe("answer 2");
  });

  it("go in several batches where they are many rows, a large one alone", async () => {
    const { under, batches } = group(answers);
    await Promise.all([3_000, 900, 200, 9_000, 1].map((call) => under.call(call)));
    expect(batches).toEqual([[3_000, 900], [200], [9_000], [1]]);
  });

  it("are refused as busy when more wait than there is room for, and finished before it closes", async () => {
    const held = Promise.withResolvers<void>();
    const { under } = group(async (calls) => {
      await held.promise;
      return answers(calls);
    });
    const waiting = [150_000, 60_000].map((call) => under.call(call));
    await expect(under.call(1)).rejects.toMatchObject({ name: "StoreError", code: "busy" });
    const closed = under.close();
    held.resolve();
    await closed;
    expect(await Promise.all(waiting)).toEqual(answers([150_000, 60_000]));
    await under.close();
  });
});

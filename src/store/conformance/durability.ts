import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { LANE, LEASE, OPENING, type OpenRig, type Rig } from "./rig.ts";

/** What every method promises: when it resolves, it is durable; and how a store ends. */
export function durabilitySuite(open: OpenRig): void {
  it("has everything again after it was closed", async () => {
    await using rig = await open();
    const scheduled = await rig.accepted({ sendAt: rig.now + 60_000, orderId: "A-1" });
    const { upstreamId } = await rig.sentOne();
    const leased = await rig.claimedOne();
    const failed = await rig.claimedOne();
    await rig.record(rig.result(failed, { to: "failed", code: "C", refund: true }));
    const directory = await rig.store.directory.load();
    await rig.reopen();
    expect(await rig.store.directory.load()).toEqual(directory);
    expect(await rig.credits()).toBe(OPENING - 3);
    expect(await rig.store.ledger.audit()).toEqual([]);
    expect(await rig.accept(rig.submission({ orderId: "A-1" }))).toMatchObject({ kind: "order-duplicate", submissionId: scheduled.id });
    expect(await rig.claim({ dueBefore: rig.now + 60_000 })).toMatchObject([{ submissionId: scheduled.id, attempt: 1 }]);
    expect(await rig.store.dispatch.rescue({ now: rig.now + LEASE - 1, limit: 10 })).toBe(0);
    await rig.sent(leased);
    expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["settled"]);
    expect(await rig.reports()).toHaveLength(2);
  });

  it("finishes what is under way when it is closed, refuses what comes later, and closes once", async () => {
    await using rig = await open();
    const accepted = Array.from({ length: 100 }, () => rig.accept(rig.submission()));
    const closed = [rig.store.close(), rig.store.close()];
    const late = rig.accept(rig.submission());
    await expect(late).rejects.toMatchObject({ name: "StoreError", code: "closed" });
    for (const outcome of await Promise.all(accepted)) expect(outcome.kind).toBe("accepted");
    await Promise.all(closed);
    await rig.store.close();
    await expect(rig.store.directory.version()).rejects.toMatchObject({ name: "StoreError", code: "closed" });
    await rig.reopen();
    expect(await rig.claim()).toHaveLength(100);
  });

  it("has everything that it answered when its process is killed, and each submission whole", { timeout: 60_000 }, async () => {
    await using rig = await open();
    const accountId = await rig.account("victim", { credits: 1_000_000 });
    let spent = 0;
    for (let round = 0; round < 3; round++) {
      const answered = await killAfter(rig, accountId, 40 + round * 150);
      await rig.reopen();
      rig.now = Date.now() + 60_000;
      const claimed = await rig.claim({ limit: 1_000_000 });
      const bySubmission = Map.groupBy(claimed, (message) => message.submissionId);
      for (const id of answered) expect(bySubmission.get(id), `submission ${id}`).toHaveLength(3);
      for (const messages of bySubmission.values()) expect(messages).toHaveLength(3);
      spent += claimed.length;
      expect(await rig.credits(accountId)).toBe(1_000_000 - spent);
      expect(await rig.store.ledger.audit()).toEqual([]);
      await rig.record(...claimed.map((message) => rig.result(message, { to: "failed", code: "C", refund: false })));
    }
  });
}

/** Lets another process accept submissions on the same data, kills it once it has answered `count`, and says which it had. */
async function killAfter(rig: Rig, accountId: number, count: number): Promise<readonly number[]> {
  await rig.store.close();
  const { module, argument } = rig.under.elsewhere;
  const file = fileURLToPath(new URL("./victim.ts", import.meta.url));
  const victim = spawn(process.execPath, [file, module, argument, String(accountId), String(LANE)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<string | null>((resolve) => victim.once("exit", (_code, signal) => resolve(signal)));
  let out = "";
  for await (const chunk of victim.stdout.setEncoding("utf8")) {
    out += chunk;
    if (out.split("\n").length > count) victim.kill("SIGKILL");
  }
  expect(await exited).toBe("SIGKILL");
  // what stands after the last line end was cut off by the kill
  const ids = out.split("\n").slice(0, -1).map(Number);
  expect(ids.length).toBeGreaterThanOrEqual(count);
  return ids;
}

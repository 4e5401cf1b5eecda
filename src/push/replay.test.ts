import { describe, expect, it } from "vitest";
import { PUSH_KINDS } from "../domain/push.ts";
import type { PushReplay, PushStore } from "../store/store.ts";
import { REPLAYABLE, type ReplayRequest, replayPushes } from "./replay.ts";

const NOW = Date.UTC(2026, 10, 20);

/** A replay as a store is asked for it. */
async function replay(own: Partial<ReplayRequest>) {
  const asked: PushReplay[] = [];
  const store: Pick<PushStore, "replay"> = {
    replay: async (request) => {
      asked.push(request);
      return request.kind === "report" ? 7 : 2;
    },
  };
  const request = { accountId: 1, kinds: PUSH_KINDS, from: NOW - 1_000, to: NOW, now: NOW, actor: "cli:me", ...own };
  return { result: await replayPushes(store, request), asked };
}

describe("a replay", () => {
  it("takes up the kinds that are asked for, in the name of who asks", async () => {
    const { result, asked } = await replay({});
    expect(result).toEqual({ ok: true, items: { report: 7, inbound: 2 } });
    expect(asked).toEqual(PUSH_KINDS.map((kind) => ({ accountId: 1, kind, from: NOW - 1_000, to: NOW, now: NOW, actor: "cli:me" })));
    expect((await replay({ kinds: ["inbound"] })).result).toEqual({ ok: true, items: { report: 0, inbound: 2 } });
  });

  it.each([
    ["the window ends before it begins", { from: NOW, to: NOW }],
    ["the window begins more than 30 days ago", { from: NOW - REPLAYABLE - 1 }],
  ])("is refused, and nothing taken up, where %s", async (why, window) => {
    expect(await replay(window)).toEqual({ result: { ok: false, why }, asked: [] });
  });

  it("reaches 30 days back", async () => {
    expect((await replay({ from: NOW - REPLAYABLE })).result.ok).toBe(true);
  });
});

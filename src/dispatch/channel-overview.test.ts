import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../test/house/samples.ts";
import type { ChannelMode, ChannelState } from "../domain/channel-state.ts";
import type { NodeChannelState } from "../store/store.ts";
import { overviewOf, STALE } from "./channel-overview.ts";

const NOW = 1_795_136_890_000;
const QUIET: ChannelState = {
  mode: "up",
  running: true,
  up: true,
  pulse: {},
  window: { used: 0, size: 32 },
  waiting: 0,
  submits: { last10s: 0, last60s: 0 },
  outcomes: { accepted: 0, refused: 0, deferred: 0, unknown: 0, throttled: 0 },
  receipts: { accepted: 0, delivered: 0, failed: 0 },
};

function seen(state: Partial<ChannelState>, over: Partial<NodeChannelState> = {}): NodeChannelState {
  return { node: 0, channelId: 1, at: NOW, state: { ...QUIET, ...state }, ...over };
}

function standing(mode: ChannelMode, ...states: readonly Partial<ChannelState>[]): string {
  const nodes = states.map((state, node) => seen({ mode, ...state }, { node }));
  return overviewOf(sampleChannel({ id: 1, mode }), nodes, NOW).standing;
}

describe("how a channel stands", () => {
  it.each([
    ["up", [{}], "connected"],
    ["up", [{ up: false }, {}], "connected"],
    ["up", [{ up: false }], "not connected"],
    ["up", [{ circuit: "open" }], "failing"],
    ["up", [{ circuit: "open" }, {}], "connected"],
    ["drain", [{}], "drained"],
    ["drain", [{ window: { used: 1, size: 32 } }], "draining"],
    ["drain", [{ waiting: 1 }], "draining"],
    ["drain", [{}, { mode: "up" }], "draining"],
    ["down", [{ running: false, up: false }], "closed"],
    ["down", [{ running: false, up: false }, {}], "closing"],
    ["down", [], "unheard"],
  ] as const)("switched %s, where nodes say %j: %s", (mode, states, expected) => {
    expect(standing(mode, ...states)).toBe(expected);
  });

  it("is off where its declaration says so, whatever was written of it before", () => {
    expect(overviewOf(sampleChannel({ id: 1, enabled: false }), [seen({})], NOW).standing).toBe("off");
  });

  it("is not told by a node that has not been heard of for too long, nor by other channels", () => {
    const old = seen({}, { at: NOW - STALE - 1 });
    const overview = overviewOf(sampleChannel({ id: 1 }), [old, seen({}, { channelId: 2 })], NOW);
    expect([overview.standing, overview.sum]).toEqual(["unheard", undefined]);
    expect(overview.nodes).toEqual([{ ...old, stale: true }]);
    expect(overviewOf(sampleChannel({ id: 1 }), [seen({}, { at: NOW - STALE })], NOW).standing).toBe("connected");
  });
});

it("a channel's figures are those of all nodes together, and the latest of what went wrong", () => {
  const trouble = (at: number) => ({ trouble: { at, what: `at ${at}` } });
  const { sum } = overviewOf(
    sampleChannel({ id: 1 }),
    [
      seen({
        ...trouble(5),
        waiting: 3,
        pulse: { sessions: { wanted: 2, bound: 2 } },
        receipts: { accepted: 30, delivered: 10, failed: 2 },
      }),
      seen({ ...trouble(9), window: { used: 7, size: 32 }, receipts: { accepted: 10, delivered: 8, failed: 0 } }, { node: 1 }),
      seen({ pulse: { sessions: { wanted: 2, bound: 1 } }, submits: { last10s: 4, last60s: 6 } }, { node: 2 }),
    ],
    NOW,
  );
  expect(sum).toMatchObject({
    sessions: { wanted: 4, bound: 3 },
    window: { used: 7, size: 96 },
    waiting: 3,
    submits: { last10s: 4, last60s: 6 },
    receiptRate: 0.5,
    trouble: { at: 9 },
    rejection: undefined,
  });
});

it("no receipt is missed where none was to be expected", () => {
  expect(overviewOf(sampleChannel({ id: 1 }), [seen({})], NOW).sum).toMatchObject({ sessions: undefined, receiptRate: undefined });
});

import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../domain/defaults.ts";
import type { PlatformSettings } from "../../domain/directory.ts";
import { NO_PLAN } from "../../domain/plan-of.ts";
import { channelPlan } from "../conformance/plans.ts";
import type { SealedChannel, SealedPlan, StoredChannel, StoredDirectory } from "./plan.ts";
import { unseen } from "./seen.ts";

const NOTHING: StoredDirectory = {
  settings: undefined,
  channels: new Map(),
  products: new Map(),
  accounts: new Map(),
  keywords: new Set(),
  blacklist: new Set(),
  ported: new Map(),
};

function sealed(own: SealedChannel["own"], rate = 0): SealedPlan {
  return { ...NO_PLAN, channels: [{ ...channelPlan("c", { rate }), own }] };
}

function codes(stored: StoredDirectory, plan: SealedPlan, seen: SealedPlan) {
  return unseen(stored, plan, seen).map(({ code }) => code);
}

it("compares all but its own settings of a channel that an earlier release stored, which kept those in the clear", () => {
  const doc: StoredChannel = { ...channelPlan("c"), own: { password: "clear" } };
  const stored = { ...NOTHING, channels: new Map([["c", { id: 1, doc }]]) };
  const seen = sealed({ sealed: "x", declared: "d" });
  expect(codes(stored, sealed({ sealed: "y", declared: "e" }, 5), seen)).toEqual([]);
  expect(codes(stored, seen, sealed({ sealed: "x", declared: "d" }, 5))).toEqual(["changed"]);
});

it("takes settings for what a server makes of them, where an earlier release stored them or nobody has", () => {
  const plan = { ...NO_PLAN, settings: DEFAULT_SETTINGS };
  const { retention: _later, ...known } = DEFAULT_SETTINGS;
  const earlier = known as PlatformSettings;
  for (const settings of [undefined, earlier, DEFAULT_SETTINGS]) expect(codes({ ...NOTHING, settings }, plan, plan)).toEqual([]);
  expect(codes({ ...NOTHING, settings: { ...earlier, hosts: { a: "b" } } }, plan, plan)).toEqual(["changed"]);
});

it("says of what was seen and isn't there any more that it has changed, and asks nothing of what no one changes", () => {
  const seen = sealed({ sealed: "x", declared: "d" });
  expect(codes(NOTHING, seen, seen)).toEqual(["changed"]);
  expect(codes(NOTHING, NO_PLAN, seen)).toEqual([]);
});

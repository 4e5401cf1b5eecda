import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import type { ChannelStore } from "../store/store.ts";
import { Metrics } from "./metrics.ts";
import { orphanFigures } from "./orphan-figures.ts";

/** The channels' lines, without the names that they all begin with. */
async function told(metrics: Metrics): Promise<readonly string[]> {
  const lines = (await metrics.text()).split("\n").filter((line) => line.startsWith("yizhan_channel_"));
  return lines.map((line) => line.replace("yizhan_channel_", ""));
}

it("monitoring is told of every channel, as it is at that moment", async () => {
  await using rig = await DispatchRig.open({ channels: { a: "window: 5", b: "" } });
  const metrics = new Metrics();
  metrics.channels(() => rig.dispatcher.outlets.figures());
  rig.channel("a").script = (part) =>
    part.phone.endsWith("1") ? { kind: "deferred", code: "C", why: "throttled" } : { kind: "accepted", upstreamId: part.phone };
  rig.channel("b").turn(false);
  await rig.send(["13800138000", "13800138001", "13800138002"]);
  const at = rig.clock.now();
  const receipt = { code: "C", at, raw: "" } as const;
  await rig.channel("a").host.receipts([
    { ...receipt, upstreamId: "13800138000", status: "delivered" },
    { ...receipt, upstreamId: "13800138002", status: "failed" },
    { ...receipt, upstreamId: "nobody's", status: "delivered" },
  ]);
  await rig.switch("a", "drain");
  const lines = await told(metrics);
  for (const line of [
    'up{channel="a"} 1',
    'up{channel="b"} 0',
    'mode{channel="a",mode="drain"} 1',
    'mode{channel="a",mode="up"} 0',
    'window_used{channel="a"} 0',
    'window_size{channel="a"} 5',
    'waiting{channel="a"} 0',
    'circuit{channel="a"} 0',
    'submits_total{channel="a",outcome="accepted"} 2',
    'submits_total{channel="a",outcome="deferred"} 1',
    'submits_total{channel="b",outcome="accepted"} 0',
    'throttled_total{channel="a"} 1',
    'receipts_total{channel="a",state="delivered"} 2',
    'receipts_total{channel="a",state="failed"} 1',
    'receipts_parked_total{channel="a"} 1',
  ])
    expect(lines).toContain(line);
});

it("counters don't begin anew when a channel is started anew, nor when they are asked for", async () => {
  await using rig = await DispatchRig.open({ channels: { a: "" } });
  const metrics = new Metrics();
  metrics.channels(() => rig.dispatcher.outlets.figures());
  await rig.send(["13800138000"]);
  await rig.provision({ channels: { a: "window: 9" } });
  await rig.send(["13800138001"]);
  for (let asked = 0; asked < 2; asked++) expect(await told(metrics)).toContain('submits_total{channel="a",outcome="accepted"} 2');
});

it("receipts that no message claims are counted, no more often than every 15 seconds, and not while they may be early", async () => {
  await using rig = await DispatchRig.open({ channels: { a: "", b: "" } });
  const directory = indexDirectory(await rig.store.directory.load());
  let full = false;
  const store: Pick<ChannelStore, "countOrphans"> = {
    countOrphans: (ask) => (full ? Promise.reject(new Error("the disk is full")) : rig.store.channels.countOrphans(ask)),
  };
  const metrics = new Metrics();
  metrics.orphans(orphanFigures(store, rig.clock, () => directory));
  await rig.channel("a").host.receipts([{ upstreamId: "nobody's", status: "failed", code: "C", at: rig.clock.now(), raw: "" }]);
  const counts = ['orphans{channel="a"} 0', 'orphans{channel="b"} 0'];
  expect(await told(metrics)).toEqual(counts);
  await rig.clock.advance(60_000);
  expect(await told(metrics)).toEqual(['orphans{channel="a"} 1', 'orphans{channel="b"} 0']);
  await rig.channel("b").host.receipts([{ upstreamId: "nobody's", status: "failed", code: "C", at: rig.clock.now() - 70_000, raw: "" }]);
  await rig.clock.advance(14_999);
  expect(await told(metrics)).toContain('orphans{channel="b"} 0');
  await rig.clock.advance(1);
  expect(await told(metrics)).toContain('orphans{channel="b"} 1');
  full = true;
  await rig.clock.advance(86_400_000);
  expect(await told(metrics)).toContain('orphans{channel="b"} 1');
  full = false;
  await rig.clock.advance(15_000);
  expect(await told(metrics)).toEqual(counts);
});

it.each(["channels.md", "channels.zh-CN.md"])("docs/%s has every metric", async (page) => {
  await using rig = await DispatchRig.open({ channels: { a: "" } });
  const directory = indexDirectory(await rig.store.directory.load());
  const metrics = new Metrics();
  metrics.channels(() => rig.dispatcher.outlets.figures());
  metrics.orphans(orphanFigures(rig.store.channels, rig.clock, () => directory));
  const names = [...(await metrics.text()).matchAll(/^# TYPE (yizhan_channel_\w+)/gm)].map(([, name]) => name);
  expect(names).toHaveLength(15);
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  for (const name of names) expect(text).toMatch(new RegExp(`\`${name}[\`{]`));
});

import { expect, it } from "vitest";
import { TempStore } from "../../test/house/temp-store.ts";
import { StoreError } from "../store/store.ts";
import { Metrics } from "./metrics.ts";

it("monitoring is told how long each call of the store took, and which failed with what", async () => {
  await using temp = await TempStore.open();
  const metrics = new Metrics();
  let now = 0;
  const later = () => {
    now += 40;
  };
  const { version } = temp.store.directory;
  const slow = {
    ...temp.store,
    directory: { ...temp.store.directory, version: () => version().finally(later) },
    reports: { ...temp.store.reports, take: () => Promise.reject(new StoreError("busy", "too much is waiting")) },
    sessions: () => ({ most: 8, open: 3, busy: 2, waiting: 5 }),
  };
  const store = metrics.store(slow, () => now);
  expect(await store.directory.version()).toBe(await version());
  await expect(store.reports.take({} as never)).rejects.toThrow("too much is waiting");
  const lines = (await metrics.text()).split("\n");
  for (const line of [
    'yizhan_store_seconds_bucket{le="0.025",call="directory.version"} 0',
    'yizhan_store_seconds_bucket{le="0.05",call="directory.version"} 1',
    'yizhan_store_seconds_sum{call="directory.version"} 0.04',
    'yizhan_store_failures_total{call="reports.take",code="busy"} 1',
    'yizhan_store_sessions{state="waiting"} 5',
  ])
    expect(lines).toContain(line);
});

import { expect, it } from "vitest";
import { Latencies } from "./latency.ts";

it("answers quantiles within its steps: 10 µs, then 1 ms, then 10 s", () => {
  const latencies = new Latencies();
  for (let i = 0; i < 98; i++) latencies.add(0.5);
  latencies.add(250.4);
  latencies.add(60_000);
  expect(latencies.quantile(0.5)).toBeCloseTo(0.51);
  expect(latencies.quantile(0.98)).toBeCloseTo(0.51);
  expect(latencies.quantile(0.99)).toBe(251);
  expect(latencies.quantile(1)).toBe(10_000);
});

it("has no quantiles of nothing", () => {
  expect(new Latencies().quantile(0.5)).toBeNaN();
});

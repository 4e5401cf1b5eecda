import { describe, expect, it } from "vitest";
import type { PushVerdict } from "../dialects/pushes.ts";
import { Endpoint } from "./endpoint.ts";

const SECOND = 1_000;

/** One request that is begun and ends at this time. */
function request(endpoint: Endpoint, verdict: PushVerdict, at: number): unknown {
  endpoint.begin();
  endpoint.end();
  return endpoint.heard(verdict, at);
}

function dead(kind: "report" | "inbound" = "report"): Endpoint {
  const endpoint = new Endpoint(1, kind);
  for (let round = 0; round < 3; round++) request(endpoint, "unreached", 0);
  return endpoint;
}

describe("an endpoint", () => {
  it.each([
    ["report", 4],
    ["inbound", 1],
  ] as const)("for each %s takes %i requests at once", (kind, most) => {
    const endpoint = new Endpoint(1, kind);
    for (let left = most; left > 0; left--) {
      expect(endpoint.room(0)).toBe(left);
      endpoint.begin();
    }
    expect(endpoint.room(0)).toBe(0);
    endpoint.end();
    expect(endpoint.room(0)).toBe(1);
  });

  it("is dead after three unreached in a row, and not by three with an answer between them", () => {
    const endpoint = new Endpoint(1, "report");
    const told = (["unreached", "unreached", "refused", "unreached", "unreached", "unreached"] as const).map((verdict) =>
      request(endpoint, verdict, 0),
    );
    expect(told).toEqual([undefined, undefined, undefined, undefined, undefined, "dead"]);
  });

  it("that is dead is probed by one request at a time, after 30 s and then twice as long each time, up to 5 min", () => {
    const endpoint = dead();
    let now = 0;
    const waits: number[] = [];
    for (let probe = 0; probe < 7; probe++) {
      const since = now;
      while (endpoint.room(now) === 0) now += SECOND;
      waits.push((now - since) / SECOND);
      expect(endpoint.room(now)).toBe(1);
      endpoint.begin();
      expect(endpoint.room(now + 1_000 * SECOND)).toBe(0);
      endpoint.end();
      expect(endpoint.heard("unreached", now)).toBeUndefined();
    }
    expect(waits).toEqual([30, 60, 120, 240, 300, 300, 300]);
  });

  it("waits no longer for what was under way when it died", () => {
    const endpoint = dead();
    endpoint.heard("unreached", 5 * SECOND);
    expect([29, 30].map((second) => endpoint.room(second * SECOND))).toEqual([0, 1]);
  });

  it.each(["received", "refused"] as const)("comes back to life when something is %s", (verdict) => {
    const endpoint = dead();
    expect(request(endpoint, verdict, 30 * SECOND)).toBe("alive");
    expect([endpoint.dead, endpoint.room(30 * SECOND)]).toEqual([false, 4]);
    expect(request(endpoint, verdict, 30 * SECOND)).toBeUndefined();
  });

  it("begins with 30 s again when it dies again", () => {
    const endpoint = dead("inbound");
    for (const second of [30, 90]) request(endpoint, "unreached", second * SECOND);
    request(endpoint, "received", 300 * SECOND);
    for (let round = 0; round < 3; round++) request(endpoint, "unreached", 300 * SECOND);
    expect([329, 330].map((second) => endpoint.room(second * SECOND))).toEqual([0, 1]);
  });
});

import { describe, expect, it } from "vitest";
import { LoginThrottle } from "./login-throttle.ts";

const NOW = 1_000_000;

function fail(throttle: LoginThrottle, times: number, login = "acct", address = "192.0.2.1", at = NOW): number[] {
  return Array.from({ length: times }, () => throttle.failed(login, address, at));
}

describe("failed logins", () => {
  it("are answered at once five times in a minute, then later and later up to two seconds", () => {
    expect(fail(new LoginThrottle(), 13)).toEqual([0, 0, 0, 0, 0, 100, 200, 400, 800, 1600, 2000, 2000, 2000]);
  });

  it("are forgotten after a minute", () => {
    const throttle = new LoginThrottle();
    fail(throttle, 10);
    expect(fail(throttle, 1, "acct", "192.0.2.1", NOW + 60_000)).toEqual([0]);
  });

  it("of one address slow nobody at another, and of one account nobody with another", () => {
    const throttle = new LoginThrottle();
    fail(throttle, 20);
    expect(fail(throttle, 1, "acct", "192.0.2.2")).toEqual([0]);
    expect(fail(throttle, 1, "other", "192.0.2.1")).toEqual([0]);
  });

  it("under ever new logins use no more memory than the bound", () => {
    const throttle = new LoginThrottle();
    for (let login = 0; login < 60_000; login++) throttle.failed(`login-${login}`, "192.0.2.1", NOW);
    expect(fail(throttle, 6, "login-0").at(-1)).toBe(100);
    expect(fail(throttle, 5, "login-59999").at(-1)).toBe(100);
  });
});

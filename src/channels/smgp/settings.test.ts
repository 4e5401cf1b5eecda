import { describe, expect, it } from "vitest";
import { smgp } from "./index.ts";

const GIVEN = { clientId: "10690001", sharedSecret: "secret" };

const mentions = (key: string): unknown => expect.stringContaining(key);

describe("the settings of an smgp channel", () => {
  it("are the login and what has a default", () => {
    expect(smgp.parseOwn(GIVEN)).toEqual({ ok: true, own: { ...GIVEN, loginMode: "transmit", serviceId: "" } });
    const all = { ...GIVEN, loginMode: "separate", serviceId: "SVC", version: 3 };
    expect(smgp.parseOwn(all)).toMatchObject({ ok: true, own: { loginMode: "separate", serviceId: "SVC" } });
    expect(smgp.parseOwn({ ...GIVEN, version: "3.0" })).toMatchObject({ ok: true });
  });

  it.each([
    ["a clientId that is too long", { clientId: "123456789" }, "clientId"],
    ["a clientId without quotes", { clientId: 10690001 }, "clientId"],
    ["an unknown login mode", { loginMode: "send" }, "loginMode"],
    ["a service id that is too long", { serviceId: "12345678901" }, "serviceId"],
    ["another version", { version: "2.0" }, "version"],
    ["an unknown key", { spCode: "1069" }, "spCode"],
  ])("are refused with %s", (_name, own, key) => {
    expect(smgp.parseOwn({ ...GIVEN, ...own })).toMatchObject({ ok: false, problems: [{ path: [key] }] });
  });

  it("are refused without a login, or where they are no mapping", () => {
    expect(smgp.parseOwn({})).toMatchObject({
      ok: false,
      problems: [{ message: mentions("clientId") }, { message: mentions("sharedSecret") }],
    });
    expect(smgp.parseOwn("secret")).toMatchObject({ ok: false });
  });
});

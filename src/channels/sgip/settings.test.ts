import { describe, expect, it } from "vitest";
import { sgip } from "./index.ts";

const GIVEN = { loginName: "user", password: "secret", nodeId: 3010012345, corpId: "12345", listen: { port: 8801 } };

describe("the settings of an sgip channel", () => {
  it("are both directions' logins and what has a default", () => {
    expect(sgip.parseOwn(GIVEN)).toEqual({
      ok: true,
      own: { ...GIVEN, spNumber: "", serviceType: "" },
    });
    const listen = { port: 8801, host: "10.0.0.5", loginName: "smg", password: "theirs" };
    expect(sgip.parseOwn({ ...GIVEN, spNumber: "1069", serviceType: "SVC", listen })).toMatchObject({ ok: true, own: { listen } });
  });

  it.each([
    ["a node number that is none", { nodeId: 30100123450 }, "nodeId"],
    ["a login name that is too long", { loginName: "a".repeat(17) }, "loginName"],
    ["an enterprise of more than five digits", { corpId: "123456" }, "corpId"],
    ["an access number without quotes", { spNumber: 1069 }, "spNumber"],
    ["a port instead of a mapping", { listen: 8801 }, "listen"],
    ["a password that is too long", { listen: { port: 8801, password: "a".repeat(17) } }, "listen"],
    ["a port that is none", { listen: { port: 0 } }, "listen"],
    ["an unknown key beside the port", { listen: { port: 8801, tls: true } }, "listen"],
    ["an unknown key", { heartbeat: "60s" }, "heartbeat"],
  ])("are refused with %s", (_name, own, key) => {
    expect(sgip.parseOwn({ ...GIVEN, ...own })).toMatchObject({ ok: false, problems: [{ path: [key] }] });
  });

  it("are refused where something is missing", () => {
    const refused = sgip.parseOwn({ listen: undefined });
    const sentences = refused.ok ? [] : refused.problems.map(({ message }) => message.split(" ")[0]);
    expect(sentences).toEqual(["loginName", "password", "nodeId", "corpId", "listen"]);
  });
});

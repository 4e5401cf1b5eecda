import { expect, it } from "vitest";
import { House, PLAN } from "../../test/house/house.ts";
import { ask, element, request } from "../../test/house/wire.ts";

const FENCED = `${PLAN}  - { login: fenced, dialects: [huaxin], product: standard, password: Secret-2, allowFrom: ["192.0.2.0/24", "2001:db8::/32"] }\n`;
const TARGET = "/sms.aspx?action=overage&account=fenced&password=Secret-2";

async function say(house: House, forwarded?: string): Promise<string> {
  const headers = forwarded === undefined ? [] : [`X-Forwarded-For: ${forwarded}`];
  return element((await ask(house.port, request("GET", TARGET, { headers }))).body, "message");
}

it("takes the address that a call comes from, whatever a header claims", async () => {
  await using house = await House.open({ plan: FENCED });
  expect(await say(house)).toBe("IP绑定错误");
  expect(await say(house, "192.0.2.7")).toBe("IP绑定错误");
});

it("believes a header from a configured proxy, and only what that proxy itself says", async () => {
  await using house = await House.open({ plan: FENCED, trustProxy: ["127.0.0.0/8"] });
  expect(await say(house)).toBe("IP绑定错误");
  expect(await say(house, "192.0.2.7")).toBe("操作成功");
  expect(await say(house, "2001:db8::7")).toBe("操作成功");
  expect(await say(house, "192.0.2.7, 203.0.113.5")).toBe("IP绑定错误");
  expect(await say(house, "203.0.113.5, 192.0.2.7")).toBe("操作成功");
  expect(await say(house, "nonsense")).toBe("IP绑定错误");
});

import { expect, it } from "vitest";
import { CUSTOMER, House, PLAN } from "../house/house.ts";
import { HuaxinClient } from "../house/huaxin-client.ts";
import { until } from "../house/until.ts";
import { ask, element, request } from "../house/wire.ts";

/** Asks for inbound texts as huaxin's document has it. */
async function texts(house: House): Promise<readonly (readonly string[])[]> {
  const { login, password } = CUSTOMER;
  const body = new URLSearchParams({ action: "query", account: login, password }).toString();
  const headers = ["Content-Type: application/x-www-form-urlencoded"];
  const response = await ask(house.port, request("POST", "/callApi.aspx", { headers, body }));
  return [...response.body.matchAll(/<callbox>(.*?)<\/callbox>/gs)].map(([, box = ""]) =>
    ["mobile", "content", "extno"].map((name) => element(box, name)),
  );
}

it("brings what phones answer to the customer's program, once, and writes no more to who opted out", async () => {
  await using house = await House.open({ plan: PLAN.replace("signature:", "optOut: true, signature:") });
  const client = new HuaxinClient(house, CUSTOMER);
  const phones = ["13800139010", "13800139011", "13800139012"] as const;
  expect((await client.send(phones.join(","), "您好", { extno: "88" })).status).toBe("Success");
  const seen: (readonly string[])[] = [];
  await until("all three have answered", async () => {
    seen.push(...(await texts(house)));
    return seen.length >= phones.length;
  });
  expect(seen.toSorted()).toEqual([
    [phones[0], "收到", "88"],
    [phones[1], "T", "88"],
    [phones[2], "一二三四五六七八九十".repeat(20), "88"],
  ]);
  expect(await texts(house)).toEqual([]);
  const { directory } = house.running;
  const accountId = directory.current.accountByLogin.get(CUSTOMER.login)?.id ?? 0;
  await until("the opt-out is known", () => directory.rules.blacklisted(accountId, phones[1], Date.now()));
  expect((await client.send(phones[1], "您好")).message).toBe("黑名单的手机号码");
  expect((await client.send(phones[0], "您好")).status).toBe("Success");
  expect(house.errors).toEqual([]);
});

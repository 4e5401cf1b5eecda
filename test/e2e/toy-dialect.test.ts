import { expect, it } from "vitest";
import { DIALECTS } from "../../src/dialects/registry.ts";
import { CUSTOMER, House, PLAN } from "../house/house.ts";
import { until } from "../house/until.ts";
import { ask, request } from "../house/wire.ts";
import { toy } from "../toy-dialect/dialect.ts";

const WHO = { login: CUSTOMER.login, secret: CUSTOMER.password };

it("a dialect that is a folder and a line of the registry is served like the others", async () => {
  await using house = await House.open({
    dialects: [...DIALECTS, toy],
    plan: PLAN.replace("dialects: [huaxin]", "dialects: [huaxin, toy]"),
  });
  const call = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const response = await ask(house.port, request("POST", path, { body: Buffer.from(JSON.stringify(body)).toString("latin1") }));
    return JSON.parse(response.body);
  };
  const sent = await call("/toy/send", { ...WHO, to: ["13800138000", "nonsense"], text: "您好" });
  expect(sent).toEqual({ id: expect.any(Number), left: 9_999 });
  expect(await call("/toy/balance", WHO)).toEqual({ left: 9_999 });
  const reports: unknown[] = [];
  await until("both reports", async () => {
    reports.push(...((await call("/TOY/reports", WHO)).reports as unknown[]));
    return reports.length >= 2;
  });
  expect(reports).toEqual(
    expect.arrayContaining([
      { id: sent.id, phone: "13800138000", outcome: "delivered" },
      { id: sent.id, phone: "nonsense", outcome: "failed" },
    ]),
  );
  expect(await call("/toy/send", { ...WHO, secret: "guess", to: [], text: "" })).toEqual({ error: "password-wrong" });
  expect((await ask(house.port, request("GET", "/toy/send"))).status).toBe(405);
  expect((await ask(house.port, request("GET", "/metrics"))).body).toContain('dialect="toy",call="submit",result="ok"');
});

it("a dialect that throws is answered with its own internal reply, and the server goes on", async () => {
  const broken = {
    ...toy,
    routes: toy.routes.map((route) => ({
      ...route,
      decode: (wire: Parameters<typeof route.decode>[0]) => {
        if (wire.query === "decode") throw new Error("a bug in decode");
        const decoded = route.decode(wire);
        if (wire.query !== "encode" || "reply" in decoded) return decoded;
        return {
          ...decoded,
          encode: () => {
            throw new Error("a bug in encode");
          },
        };
      },
    })),
  };
  await using house = await House.open({ dialects: [broken], plan: PLAN.replace("[huaxin]", "[toy]") });
  for (const query of ["decode", "encode"]) {
    const response = await ask(house.port, request("POST", `/toy/balance?${query}`, { body: JSON.stringify(WHO) }));
    expect([response.status, JSON.parse(response.body)]).toEqual([500, { error: "internal" }]);
  }
  expect((await ask(house.port, request("POST", "/toy/balance", { body: JSON.stringify(WHO) }))).status).toBe(200);
  expect(house.errors).toHaveLength(2);
});

it("a dialect that can't even refuse loses its connection, and the server goes on", async () => {
  const fail = (): never => {
    throw new Error("a bug in everything");
  };
  const broken = {
    ...toy,
    routes: toy.routes.map((route) => ({
      ...route,
      decode: (wire: Parameters<typeof route.decode>[0]) => {
        const decoded = route.decode(wire);
        return wire.query === "" || "reply" in decoded ? decoded : { ...decoded, encode: fail };
      },
      refuse: fail,
    })),
  };
  await using house = await House.open({ dialects: [broken], plan: PLAN.replace("[huaxin]", "[toy]") });
  const body = JSON.stringify(WHO);
  await expect(ask(house.port, request("POST", "/toy/balance?encode", { body }))).rejects.toThrow("the connection ended");
  expect((await ask(house.port, request("PUT", "/toy/balance", { body }))).status).toBe(500);
  expect((await ask(house.port, request("POST", "/toy/balance", { body }))).status).toBe(200);
});

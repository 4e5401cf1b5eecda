import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connect, httpTransport } from "../../../src/client/index.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { House } from "../../house/house.ts";
import { until } from "../../house/until.ts";

const SHOP = { login: "13800000000", md5Key: "HZKEY-5f1c" };

/** A way to a server that carries each request there, and loses the answers to the first so many. */
async function losing(port: number, answers: number): Promise<AsyncDisposable & { readonly base: string }> {
  let left = answers;
  const ends = new Set<Socket>();
  const server = createTcpServer((near) => {
    const far = connectTcp(port, "127.0.0.1");
    near.pipe(far);
    far.on("data", (bytes) => {
      if (left <= 0) return near.write(bytes);
      left -= 1;
      near.resetAndDestroy();
      return far.destroy();
    });
    for (const end of [near, far]) {
      ends.add(end);
      end.on("error", () => undefined);
      end.on("close", () => [near, far].forEach((other) => void other.destroy()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const end of ends) end.destroy();
    },
  };
}

it("a reply that was lost is had by asking again under the same order id, and the text is sent and paid once", async () => {
  await using house = await House.open({ plan: acceptancePlan() });
  await using way = await losing(house.port, 2);
  const client = connect("hzdfit", { ...SHOP, base: way.base });
  const message = { phones: ["13800138000"], text: "您好", orderId: "A-1" };
  expect(await client.send(message)).toMatchObject({ ok: false, code: "unreached", reason: "internal", mayHaveArrived: true });
  expect(await client.send(message)).toMatchObject({ ok: false, code: "unreached" });
  const again = await client.send(message);
  expect(again).toMatchObject({ ok: false, code: "-7", reason: "order-duplicate", submissionId: expect.stringMatching(/^\d+$/) });
  const first = await house.store.history.find(Number((again as { submissionId: string }).submissionId), 0, 9);
  expect(first?.submission).toMatchObject({ orderId: "A-1", credits: 1, recipients: 1 });
  expect(await client.balance()).toMatchObject({ ok: true, credits: 99_999, money: 49_999_500 });
});

it("a server that is gone has not got the request, and one that is back serves the same client", async () => {
  await using house = await House.open({ plan: acceptancePlan() });
  const { address } = house.running;
  const client = connect("hzdfit", { ...SHOP, base: address });
  expect(await client.balance()).toMatchObject({ ok: true });
  await house.running.stop();
  // a connection that was kept alive may take one more request before its end is heard of
  await until("the client has heard that the server is gone", async () => {
    const asked = await client.balance();
    expect(asked).toMatchObject({ ok: false, code: "unreached" });
    return "mayHaveArrived" in asked && !asked.mayHaveArrived;
  });
  const next = createServer((_request, response) => response.end('{"Result":"0","MSG":"","Param1":"1.00","Param2":"20"}'));
  await new Promise<void>((resolve) => next.listen(Number(new URL(address).port), "127.0.0.1", resolve));
  expect(await client.balance()).toEqual({ ok: true, credits: 20, money: 10_000 });
  next.closeAllConnections();
  next.close();
});

it("a server that can't prove its name by TLS gets no password", async () => {
  const directory = mkdtempSync(join(tmpdir(), "yizhan-client-"));
  const tls = { cert: join(directory, "crt"), key: join(directory, "key") };
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tls.key, "-out", tls.cert, "-days", "2", "-subj", "/CN=else"];
  execFileSync("openssl", made, { stdio: "ignore" });
  await using house = await House.open({ plan: acceptancePlan(), tls });
  const sent = await connect("hzdfit", { ...SHOP, base: house.running.address }).send({ phones: ["13800138000"], text: "您好" });
  expect(sent).toMatchObject({ ok: false, code: "unreached", reason: "busy", mayHaveArrived: false });
  rmSync(directory, { recursive: true });
});

it("a server that is slower than its caller waits may have got the request", async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = httpTransport({ timeout: 50, longest: 1_000 });
  const sent = await connect("qxt", { login: "a", password: "b", base }, { transport }).send({ phones: ["13800138000"], text: "您好" });
  expect(sent).toMatchObject({ code: "unreached", mayHaveArrived: true, message: "no answer within 50 ms" });
  server.closeAllConnections();
  server.close();
});

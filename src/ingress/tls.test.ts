import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, it } from "vitest";
import { House } from "../../test/house/house.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { readTls } from "./tls.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "yizhan-tls-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A certificate of its own kind, made by openssl; answers its two files. */
function certificate(name: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", `/CN=${name}`],
    { stdio: "ignore" },
  );
  return { cert, key };
}

/** Whom a new connection finds. */
function nameAt(address: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.end();
    });
    socket.once("error", reject);
  });
}

it("serves HTTPS, and a renewed certificate from the next connection on; one that can't be used changes nothing", async () => {
  const clock = new ManualClock();
  const files = certificate("first");
  await using house = await House.open({ clock, tls: files });
  expect(house.running.address).toMatch(/^https:/);
  expect(await nameAt(house.running.address)).toBe("first");

  writeFileSync(files.cert, "half a file");
  await clock.advance(20_000);
  expect(await nameAt(house.running.address)).toBe("first");
  expect(house.log.filter((line) => line.includes("the new certificate can't be used"))).toHaveLength(1);

  const second = certificate("second");
  const pair = readTls(second);
  writeFileSync(files.cert, pair.cert);
  writeFileSync(files.key, pair.key);
  await clock.advance(10_000);
  expect(await nameAt(house.running.address)).toBe("second");
});

it("says which files don't fit", () => {
  const first = certificate("first");
  const second = certificate("second");
  expect(() => readTls({ cert: first.cert, key: second.key })).toThrow("no certificate and key that fit each other");
  expect(() => readTls({ cert: join(directory, "none.crt"), key: first.key })).toThrow("no such file");
});

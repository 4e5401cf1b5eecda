import { createCipheriv } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadSecretKey, SecretBox } from "./secret-box.ts";

const KEY = Buffer.from("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "hex");
const box = new SecretBox(KEY);

describe("SecretBox", () => {
  it("opens what it sealed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (plain, label) => {
        expect(box.open(box.seal(plain, label), label)).toBe(plain);
      }),
    );
  });

  it("opens nonce, tag and ciphertext in this order, the label authenticated with them", () => {
    const nonce = Buffer.from("cafebabefacedbaddecaf888", "hex");
    const cipher = createCipheriv("aes-256-gcm", KEY, nonce);
    cipher.setAAD(Buffer.from("账号/password", "utf8"));
    const text = Buffer.concat([cipher.update("密码", "utf8"), cipher.final()]);
    expect(box.open(Buffer.concat([nonce, cipher.getAuthTag(), text]), "账号/password")).toBe("密码");
  });

  it("seals the same secret differently every time, and lets nothing of it show", () => {
    const sealed = Array.from({ length: 100 }, () => Buffer.from(box.seal("password", "a")).toString("hex"));
    expect(new Set(sealed).size).toBe(100);
    expect(sealed.some((hex) => hex.includes(Buffer.from("password").toString("hex")))).toBe(false);
  });

  it("does not open under another key or another label, nor when a bit was changed or bytes are missing", () => {
    const sealed = box.seal("password", "a");
    expect(() => new SecretBox(Buffer.alloc(32)).open(sealed, "a")).toThrow();
    expect(() => box.open(sealed, "b")).toThrow();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = sealed.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => box.open(changed, "a"), `bit ${bit}`).toThrow();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => box.open(sealed.slice(0, length), "a"), `${length} bytes`).toThrow();
  });

  it("tells equal secrets by a fingerprint that needs the key and the place", () => {
    // printf 'a\0password' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f
    const fingerprint = box.fingerprint("password", "a");
    expect(fingerprint).toBe("6103ef1b197009fd524e6efa9ff9416f762ab3a039baa0b00e0e2b455008b592");
    expect(box.fingerprint("password", "a")).toBe(fingerprint);
    expect(box.fingerprint("passwore", "a")).not.toBe(fingerprint);
    expect(box.fingerprint("password", "b")).not.toBe(fingerprint);
    expect(new SecretBox(Buffer.alloc(32)).fingerprint("password", "a")).not.toBe(fingerprint);
  });

  it("takes keys of 32 bytes only", () => {
    for (const size of [0, 16, 31, 33]) expect(() => new SecretBox(Buffer.alloc(size))).toThrow("the secret key must be 32 bytes");
  });
});

describe("loadSecretKey", () => {
  it("makes a key on first use that only its owner can read, and finds it again", async () => {
    await using directory = await scratch();
    const key = loadSecretKey(undefined, directory.file);
    expect(key).toHaveLength(32);
    expect((await stat(directory.file)).mode & 0o777).toBe(0o600);
    expect(await readFile(directory.file, "utf8")).toBe(`${key.toString("hex")}\n`);
    expect(loadSecretKey("", directory.file)).toEqual(key);
    await using other = await scratch();
    expect(loadSecretKey(undefined, other.file)).not.toEqual(key);
  });

  it("prefers the environment's key and makes no file then", async () => {
    await using directory = await scratch();
    expect(loadSecretKey(KEY.toString("hex").toUpperCase(), directory.file)).toEqual(KEY);
    await expect(stat(directory.file)).rejects.toThrow("ENOENT");
  });

  it.each(["short", "00".repeat(31), "00".repeat(33), `${"00".repeat(31)}0g`])("refuses %s, without repeating it", async (wrong) => {
    await using directory = await scratch();
    await writeFile(directory.file, wrong);
    expect(() => loadSecretKey(wrong, directory.file)).toThrow(/^YIZHAN_KEY must be 64 hexadecimal digits \(32 bytes\)$/);
    expect(() => loadSecretKey(undefined, directory.file)).toThrow(`${directory.file} must be 64 hexadecimal digits (32 bytes)`);
    expect(await readFile(directory.file, "utf8")).toBe(wrong);
  });

  it("says why when the file can't be made", async () => {
    await using directory = await scratch();
    expect(() => loadSecretKey(undefined, join(directory.file, "missing", "key"))).toThrow("ENOENT");
  });
});

async function scratch(): Promise<AsyncDisposable & { readonly file: string }> {
  const path = await mkdtemp(join(tmpdir(), "yizhan-key-"));
  return { file: join(path, "secret.key"), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

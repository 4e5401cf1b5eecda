import { describe, expect, it } from "vitest";
import { flawOf, oneTimePassword, Passwords, PasswordsBusy } from "./password.ts";

const CHEAP = { ln: 4, r: 1, p: 1 };
const passwords = new Passwords(CHEAP);

/** RFC 7914, section 12: P, S, ln, r, p and the key. */
const VECTORS = [
  [
    "password",
    "NaCl",
    { ln: 10, r: 8, p: 16 },
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
  ],
  [
    "pleaseletmein",
    "SodiumChloride",
    { ln: 14, r: 8, p: 1 },
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
  ],
] as const;

function phc({ ln, r, p }: (typeof VECTORS)[number][2], salt: string, hex: string): string {
  const bare = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "");
  return `$scrypt$ln=${ln},r=${r},p=${p}$${bare(Buffer.from(salt))}$${bare(Buffer.from(hex, "hex"))}`;
}

describe("a password's digest", () => {
  it.each(VECTORS)("is scrypt's by RFC 7914: %s", async (password, salt, cost, hex) => {
    const stored = phc(cost, salt, hex);
    expect(await new Passwords(cost).check(password, stored)).toEqual({ right: true, stale: false });
    expect(await passwords.check(`${password} `, stored)).toEqual({ right: false, stale: false });
  });

  it("says its parameters, and is another one each time", async () => {
    const [one, other] = [await passwords.digest("correct horse"), await passwords.digest("correct horse")];
    expect(one).toMatch(/^\$scrypt\$ln=4,r=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
    for (const stored of [one, other]) expect(await passwords.check("correct horse", stored)).toEqual({ right: true, stale: false });
  });

  it("is stale where other parameters are today's, if the password is right", async () => {
    const stored = await new Passwords({ ...CHEAP, ln: 5 }).digest("correct horse");
    expect(await passwords.check("correct horse", stored)).toEqual({ right: true, stale: true });
    expect(await passwords.check("wrong horse", stored)).toEqual({ right: false, stale: false });
  });

  it("holds however the keyboard composes letters", async () => {
    expect(await passwords.check("cafe\u0301 ole\u0301", await passwords.digest("caf\u00e9 ol\u00e9"))).toMatchObject({ right: true });
  });

  it("takes 64 MB and is bound to it", async () => {
    const stored = await new Passwords().digest("correct horse");
    expect(stored).toMatch(/^\$scrypt\$ln=16,r=8,p=1\$/);
    expect(await new Passwords().check("correct horse", stored)).toEqual({ right: true, stale: false });
  });

  it.each(["", "plain", "$scrypt$ln=21,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=65536"])(
    "in another form is told: %j",
    (stored) => expect(passwords.check("x", stored)).rejects.toThrow("a password's digest is in no form that is known"),
  );

  it("that isn't there is never right", async () => {
    expect(await passwords.check("", undefined)).toEqual({ right: false, stale: false });
  });
});

it("two are computed at once, some wait, and the rest are refused at once", async () => {
  const results = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.check("x", undefined)));
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(60 - 42);
  expect(refused.every(({ reason }) => reason instanceof PasswordsBusy)).toBe(true);
  expect(await passwords.check("x", undefined)).toEqual({ right: false, stale: false });
});

describe("a password that is chosen", () => {
  it.each([
    ["ninechars", "too-short"],
    ["九个字的密码不够长", "too-short"],
    ["十个字的密码就够长啦", undefined],
    [`ab${"cdef".repeat(50)}`, "too-long"],
    ["Zhang.Wei.88", "is-name"],
    ["PASSWORD123", "too-common"],
    ["woaini1314520", "too-common"],
    ["111111111111", "too-common"],
    ["abababababab", "too-common"],
    ["correct horse", undefined],
  ])("%s: %s", (password, flaw) => expect(flawOf(password, "zhang.wei.88")).toBe(flaw));
});

it("a one-time password can be read out and chosen again", () => {
  expect(oneTimePassword()).toMatch(/^([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}$/);
  expect(flawOf(oneTimePassword(), "admin")).toBeUndefined();
});

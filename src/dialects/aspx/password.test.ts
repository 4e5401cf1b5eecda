import { expect, it } from "vitest";
import { isNewPassword } from "./password.ts";

it.each(["abc123", "x".repeat(20), "a b+c%&", "密码密码密码", "😀".repeat(20), "      "])("%j may become a password", (text) =>
  expect(isNewPassword(text)).toBe(true),
);

it.each(["", "abc12", "x".repeat(21), "密码密码密", "abc123\n", "\tabc123", "abc\x0a3", "abc\u200b123", "abc\u2028123", "abc\ue000123"])(
  "%j may not",
  (text) => expect(isNewPassword(text)).toBe(false),
);

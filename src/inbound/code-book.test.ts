import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleAccount, sampleChannel } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import { CodeBook } from "./code-book.ts";

/** Two channels, 1069 and 10; product 1 takes both, product 2 the second. */
function bookOf(codes: readonly { readonly code: string; readonly productId?: number | undefined }[]): CodeBook {
  const route = { media: "sms", operators: ["mobile"] } as const;
  return new CodeBook(
    indexDirectory({
      version: 1,
      settings: DEFAULT_SETTINGS,
      accounts: codes.map((own, index) => sampleAccount({ id: index + 1, login: `a${index}`, ...own })),
      channels: [sampleChannel({ id: 1, name: "a", code: "1069" }), sampleChannel({ id: 2, name: "b", code: "10" })],
      products: [
        {
          id: 1,
          name: "all",
          routes: [
            { ...route, channels: [1] },
            { ...route, channels: [1, 2] },
          ],
        },
        { id: 2, name: "some", routes: [{ ...route, channels: [2] }] },
      ],
    }),
  );
}

describe("an access code", () => {
  const book = bookOf([
    { code: "" },
    { code: "0" },
    { code: "05" },
    { code: "05" },
    { code: "059", productId: 2 },
    { code: "8", productId: undefined },
  ]);

  it.each([
    [1, "106905", { accountIds: [3, 4], accountCode: "05", ext: "" }],
    [1, "106905988", { accountIds: [3, 4], accountCode: "05", ext: "988" }],
    [1, "10690", { accountIds: [2], accountCode: "0", ext: "" }],
    [1, "1069", { accountIds: [1], accountCode: "", ext: "" }],
    [1, "106977", { accountIds: [1], accountCode: "", ext: "77" }],
    [1, "10698", { accountIds: [1], accountCode: "", ext: "8" }],
    [1, "106", undefined],
    [1, "", undefined],
    [1, "2106905", undefined],
    [2, "1005988", { accountIds: [5], accountCode: "059", ext: "88" }],
    [2, "1069", { accountIds: [1], accountCode: "", ext: "69" }],
    [3, "1069", undefined],
  ])("of channel %i, %j, means %j", (channelId, accessCode, expected) => {
    expect(book.find(channelId, accessCode)).toEqual(expected);
  });

  it("of a channel that nobody is led to means nobody", () => {
    expect(bookOf([{ code: "", productId: 2 }]).find(1, "1069")).toBeUndefined();
  });

  it("always means the accounts with the longest code that it begins with", () => {
    const digits = fc.string({ unit: fc.constantFrom("0", "1"), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(digits, { maxLength: 8 }), digits, (codes, suffix) => {
        const fitting = codes.filter((code) => suffix.startsWith(code));
        const longest = fitting.reduce((best, code) => (code.length > best.length ? code : best), "");
        const accountIds = codes.flatMap((code, index) => (code === longest ? [index + 1] : []));
        expect(bookOf(codes.map((code) => ({ code }))).find(1, `1069${suffix}`)).toEqual(
          fitting.length === 0 ? undefined : { accountIds, accountCode: longest, ext: suffix.slice(longest.length) },
        );
      }),
    );
  });
});

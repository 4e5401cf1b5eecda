import { describe, expect, it } from "vitest";
import { encodeRawValues } from "./raw-body.ts";

const encode = (body: string): string => encodeRawValues(Buffer.from(body, "latin1")).toString("latin1");

describe("a body that carries text as it is", () => {
  it.each([
    ["msg=\xd3\xc550%", "msg=\xd3\xc550%25"],
    ["msg=50%20\xd4\xaa", "msg=50%2520\xd4\xaa"],
    ["msg=1+1\xd4\xaa", "msg=1%2B1\xd4\xaa"],
    ["user=a%62+c&msg=+\xd4\xaa&tele=%31+2", "user=a%62+c&msg=%2B\xd4\xaa&tele=%31+2"],
    ["a=\xd4+&b=+&c=\xaa%", "a=\xd4%2B&b=+&c=\xaa%25"],
    ["&&msg==+\xd4\xaa&&", "&&msg==%2B\xd4\xaa&&"],
    ["\xd4\xaa+=%", "\xd4\xaa+=%25"],
  ])("%j is read as if it were %j", (body, encoded) => expect(encode(body)).toBe(encoded));

  it.each(["", "msg=%C4%DA+%C8%DD&extno", "msg=\xd4\xaa", "msg=1+1=2%", "&&&"])("%j is left as it is", (body) =>
    expect(encode(body)).toBe(body),
  );

  it("is looked at no further than its parameters are read", () => {
    const hostile = "\xff&".repeat(300) + "=+\xff".repeat(10);
    expect(encode(hostile)).toBe(hostile);
  });
});

import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Charset } from "./charset.ts";
import { fieldNames, MAX_PARAMETERS } from "./fields.ts";
import { readForm } from "./form.ts";

const NAMES = fieldNames("action", "content", "mobile");
const TYPE = "multipart/form-data; boundary=XyZ";

function read(body: string | Buffer, contentType = TYPE, charset: Charset = "utf-8", query = "") {
  const form = readForm({ query, contentType, body: typeof body === "string" ? Buffer.from(body) : body }, NAMES, charset);
  return form.ok ? form.fields : form.fault;
}

function part(name: string, value: string, more = ""): string {
  return `--XyZ\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
}

const END = "--XyZ--\r\n";

describe("a multipart body", () => {
  it("gives its parts as parameters", () => {
    expect(read(`${part("action", "send")}${part("content", "您好\r\n【腾飞】")}${END}`)).toEqual({
      action: "send",
      content: "您好\r\n【腾飞】",
      mobile: "",
    });
  });

  it.each([
    'multipart/form-data; boundary="XyZ"',
    "Multipart/Form-Data;BOUNDARY=XyZ",
    "multipart/form-data; charset=gbk; boundary=XyZ; x=y",
  ])("is recognised by %s", (type) => expect(read(`${part("action", "send")}${END}`, type)).toMatchObject({ action: "send" }));

  it("may be headed by a preamble, end without a line break and have an epilogue", () => {
    expect(read(`preamble\r\n${part("action", "send")}--XyZ--`)).toMatchObject({ action: "send" });
    expect(read(`${part("action", "send")}${END}epilogue --XyZ`)).toMatchObject({ action: "send" });
  });

  it("may have blanks after its delimiters, more headers and names without quotes, as .NET writes them", () => {
    const body =
      "--XyZ \t\r\nContent-Type: text/plain; charset=gb2312\r\ncontent-disposition: form-data; name=Action\r\n\r\nsend\r\n--XyZ--";
    expect(read(body)).toMatchObject({ action: "send" });
  });

  it("may have an empty part, with or without a line break of its own", () => {
    const empty = '--XyZ\r\nContent-Disposition: form-data; name="content"\r\n\r\n--XyZ\r\n';
    expect(read(`${part("content", "")}${part("action", "send")}${END}`)).toMatchObject({ content: "", action: "send" });
    expect(read(`${empty}${part("action", "send").slice("--XyZ\r\n".length)}${END}`)).toMatchObject({ content: "", action: "send" });
  });

  it("has no percent-encoding", () => {
    expect(read(`${part("content", "50%+%41")}${END}`)).toMatchObject({ content: "50%+%41" });
  });

  it("comes in the endpoint's charset", () => {
    const gbk = Buffer.concat([
      Buffer.from('--XyZ\r\nContent-Disposition: form-data; name="content"\r\n\r\n'),
      Buffer.from("c4fabac3", "hex"),
      Buffer.from("\r\n--XyZ--"),
    ]);
    expect(read(gbk, TYPE, "gb18030")).toMatchObject({ content: "您好" });
    expect(read(gbk)).toBe("payload-undecodable");
  });

  it("yields to the query, and to its own first value", () => {
    const body = `${part("action", "send")}${part("action", "overage")}${END}`;
    expect(read(body)).toMatchObject({ action: "send" });
    expect(read(body, TYPE, "utf-8", "action=query")).toMatchObject({ action: "query" });
  });

  it("is not asked for files", () => {
    const file = part("content", "\0\xff", '; filename="a.txt"');
    expect(read(`${file}${part("content", "text")}${END}`)).toMatchObject({ content: "text" });
    expect(read(`${part("content", "x", "; filename*=utf-8''a.txt")}${END}`)).toMatchObject({ content: "" });
  });

  it("may be nothing at all", () => {
    expect(read("", TYPE, "utf-8", "action=send")).toMatchObject({ action: "send" });
  });
});

describe("a broken multipart body is malformed:", () => {
  const whole = `${part("action", "send")}${END}`;
  it.each([
    ["no boundary in the type", whole, "multipart/form-data"],
    ["an empty boundary", whole, 'multipart/form-data; boundary=""'],
    ["a boundary longer than 70", whole.replaceAll("XyZ", "b".repeat(71)), `multipart/form-data; boundary=${"b".repeat(71)}`],
    ["another boundary", whole, "multipart/form-data; boundary=other"],
    ["no last delimiter", part("action", "send"), TYPE],
    ["cut inside a part", whole.slice(0, 60), TYPE],
    ["cut inside a delimiter", whole.slice(0, -5), TYPE],
    ["urlencoded in truth", "action=send", TYPE],
    ["a part without a name", "--XyZ\r\nContent-Disposition: form-data\r\n\r\nsend\r\n--XyZ--", TYPE],
    ["a part without headers", "--XyZ\r\n\r\nsend\r\n--XyZ--", TYPE],
    ["bare line feeds", whole.replaceAll("\r\n", "\n"), TYPE],
    ["text behind a delimiter", whole.replace("--XyZ\r\n", "--XyZtail\r\n"), TYPE],
    ["a NUL in a value", `${part("action", "a\0b")}${END}`, TYPE],
    ["headers without end", `--XyZ\r\n${"x: y\r\n".repeat(2000)}\r\n${END}`, TYPE],
    ["base64 inside", whole.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: BASE64\r\n\r\n"), TYPE],
  ])("%s", (_name, body, type) => expect(read(body, type)).toBe("malformed"));

  it("too many parts", () => {
    expect(read(`${part("x", "y").repeat(MAX_PARAMETERS)}${END}`)).toMatchObject({ action: "" });
    expect(read(`${part("x", "y").repeat(MAX_PARAMETERS + 1)}${END}`)).toBe("malformed");
  });
});

it("what another library writes is read back", async () => {
  const text = fc.string({ unit: "binary", maxLength: 40 }).filter((value) => value.isWellFormed() && !/[\0\r\n]/.test(value));
  await fc.assert(
    fc.asyncProperty(text, text, async (content, mobile) => {
      const form = new FormData();
      form.append("content", content);
      form.append("mobile", mobile);
      const request = new Response(form);
      const body = Buffer.from(await request.arrayBuffer());
      expect(read(body, request.headers.get("content-type") ?? "")).toEqual({ action: "", content, mobile });
    }),
    { numRuns: 50 },
  );
});

it("no bytes and no Content-Type make it throw", () => {
  const piece = fc.constantFrom(
    "--XyZ",
    "--",
    "\r\n",
    "\r\n\r\n",
    "Content-Disposition: form-data",
    '; name="content"',
    "; filename=x",
    "\0",
    "x",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.string({ maxLength: 20 }), (pieces, tail) => {
      read(pieces.join(""), `${TYPE}${tail}`);
      read(pieces.join(""));
    }),
    { numRuns: 2000 },
  );
});

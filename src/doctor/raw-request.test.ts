import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRequest } from "./raw-request.ts";

const NOW = 1_700_000_000_000;

function parse(input: string | Buffer) {
  const parsed = parseRequest(Buffer.from(input), NOW);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.request;
}

describe("a URL", () => {
  it("stands for a GET of it", () => {
    expect(parse("http://127.0.0.1:8030/sms.aspx?action=send&content=%E5\n")).toEqual({
      method: "GET",
      path: "/sms.aspx",
      query: "action=send&content=%E5",
      headers: { host: "127.0.0.1:8030" },
      body: Buffer.alloc(0),
      origin: "http://127.0.0.1:8030",
      receivedAt: NOW,
    });
  });

  it("may have no path, and bytes that were not encoded", () => {
    expect(parse("https://example.com").path).toBe("/");
    expect(parse(Buffer.from("http://a/b?c=您")).query).toBe(Buffer.from("c=您").toString("latin1"));
  });
});

describe("a raw request", () => {
  it("has a first line, headers and a body, whatever its line ends", () => {
    for (const end of ["\r\n", "\n"]) {
      const request = parse(["POST //sms.aspx?a=1 HTTP/1.1", "Host: x:1", "Content-Type:  text/xml", "", "<a>\n\n</a>"].join(end));
      expect(request).toMatchObject({
        method: "POST",
        path: "//sms.aspx",
        query: "a=1",
        headers: { host: "x:1", "content-type": "text/xml" },
      });
      expect(request.body.toString()).toBe("<a>\n\n</a>");
    }
  });

  it("is as long as it says, and without a length doesn't have the line end that an editor adds", () => {
    expect(parse("POST / HTTP/1.1\n\nabc\r\n").body.toString()).toBe("abc");
    expect(parse("POST / HTTP/1.1\nContent-Length: 5\n\nabc\r\n").body.toString()).toBe("abc\r\n");
    expect(parse("POST / HTTP/1.1\nContent-Length: 2\n\nabc").body.toString()).toBe("ab");
  });

  it("may be nothing but its first line", () => {
    expect(parse("GET /a?b HTTP/1.0")).toMatchObject({ path: "/a", query: "b", headers: {} });
  });
});

describe("anything else", () => {
  it.each([
    ["hello", "its first line should look like"],
    ["", "its first line should look like"],
    ["http://a b", "this is no URL"],
    ["GET / HTTP/1.1\nno header", '"no header" is no header line'],
  ])("%j is said to be none", (input, problem) => {
    expect(parseRequest(Buffer.from(input), NOW)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseRequest(Buffer.from(bytes), NOW)));
  });
});

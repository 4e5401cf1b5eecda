import { describe, expect, it } from "vitest";
import type { Answer } from "../../domain/call.ts";
import { fieldNames } from "../../text/fields.ts";
import { wireRequest } from "../conformance.ts";
import type { CallDecoded, WireReply } from "../dialect.ts";
import { COMMON_FIELDS, endpointRoute, type Operation } from "./endpoint.ts";
import { asGb2312 } from "./gb2312.ts";
import { child, jsonReply, xmlReply } from "./reply.ts";

/** printf '%s' 内容 | iconv -f UTF-8 -t GB18030, as latin1. */
const TEXT = "\xc4\xda\xc8\xdd";
const DOCUMENT = `<?xml version="1.0" encoding="gb2312" ?><returnsms>\r\n <message>${TEXT}</message></returnsms>`;

const latin1 = ({ body }: WireReply) => (body as Buffer).toString("latin1");

describe("a reply in GB2312", () => {
  it("says so in declaration and content type", () => {
    const reply = asGb2312(xmlReply(child("message", "内容")));
    expect(latin1(reply)).toBe(DOCUMENT);
    expect(reply).toMatchObject({ status: 200, contentType: "text/xml; charset=gb2312" });
  });

  it("may be JSON", () => {
    const reply = asGb2312(jsonReply('{"Message":"内容"}'));
    expect(latin1(reply)).toBe(`{"Message":"${TEXT}"}`);
    expect(reply.contentType).toBe("application/json; charset=gb2312");
  });

  it("has its declaration changed only where it is one", () => {
    expect(latin1(asGb2312(jsonReply('"<?xml version=\'1.0\' encoding=\\"utf-8\\" ?>"')))).toContain("utf-8");
  });
});

describe("a GB2312 endpoint", () => {
  const fail = () => xmlReply(child("message", "内容"));
  const echo: Operation<"content"> = {
    fail,
    decode: ({ content }, identity) => ({
      call: { kind: "check-content", identity, text: content },
      encode: (answer: Answer<"check-content">) => xmlReply(child("message", answer.ok ? content : "")),
    }),
  };
  const route = endpointRoute({
    path: "/smsGBK.aspx",
    charset: "gb18030",
    digest: "refused",
    fields: fieldNames(...COMMON_FIELDS, "content"),
    actions: new Map([["echo", echo]]),
    fail,
  });
  const decode = (query: string) => route.decode(wireRequest("/smsGBK.aspx", { method: "GET", query }));

  it("reads and answers GB2312, whatever it is asked", () => {
    const { call, encode } = decode("action=echo&account=a&password=b&content=%c4%da%C8%DD") as CallDecoded;
    expect(call).toMatchObject({ kind: "check-content", text: "内容" });
    const answered = encode as (answer: Answer, now: number) => WireReply;
    expect(latin1(answered({ ok: true, value: { words: [] } } as unknown as Answer, 0))).toBe(DOCUMENT);
  });

  it.each(["", "content=%C4%DA%C8", "content=%"])("answers GB2312 to %j, which is no call", (query) => {
    expect(decode(query)).toMatchObject({ reply: { contentType: "text/xml; charset=gb2312" } });
    expect(latin1((decode(query) as { reply: WireReply }).reply)).toBe(DOCUMENT);
  });

  it("says what it reads", () => expect(route.charset?.(wireRequest("/smsGBK.aspx", {}))).toBe("gb18030"));

  it("answers GB2312 for the ingress, too", () => {
    const reply = route.refuse("method", wireRequest("/smsGBK.aspx", {}));
    expect(latin1(reply)).toBe(DOCUMENT);
    expect(reply).toMatchObject({ status: 405, headers: { allow: "GET, POST" } });
  });
});

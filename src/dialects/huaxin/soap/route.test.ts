import { describe, expect, it } from "vitest";
import { readXml, type XmlElement, xmlChild } from "../../../text/xml-reader.ts";
import { wireRequest } from "../../conformance.ts";
import { xmlFault } from "../../conformance-xml.ts";
import type { IngressRefusal } from "../../dialect.ts";
import { RESULTS } from "../results.ts";
import { soap } from "./route.ts";

const PATH = "/WebService.asmx";
const SOAP12 = "application/soap+xml; charset=utf-8";

function wsdl(request: Partial<ReturnType<typeof wireRequest>> = {}): string {
  const decoded = soap.decode({ ...wireRequest(PATH, { method: "GET", query: "wsdl" }), ...request });
  if (!("reply" in decoded)) throw new Error("no reply");
  expect(decoded.reply).toMatchObject({ status: 200, contentType: "text/xml; charset=utf-8" });
  return String(decoded.reply.body);
}

describe("the service's description", () => {
  it.each(["wsdl", "WSDL", "Wsdl=1", ""])("is what a GET gets, by %j", (query) => expect(wsdl({ query })).toContain("<wsdl:definitions"));

  it("is whole, and says where it was asked for", () => {
    const text = wsdl({ origin: "https://sms.example.com:8443", path: "/huaxin/webservice.asmx" });
    expect(xmlFault(text)).toBeUndefined();
    for (const prefix of ["soap", "soap12"])
      expect(text).toContain(`<${prefix}:address location="https://sms.example.com:8443/huaxin/webservice.asmx"/>`);
  });

  it("says so once where a proxy asks by the whole address", () => {
    const address = "http://sms.example.com/WebService.asmx";
    expect(wsdl({ origin: "http://sms.example.com", path: address })).toContain(`<soap:address location="${address}"/>`);
  });

  it("holds whatever a caller calls the host, and no more", () => {
    const text = wsdl({ origin: 'http://x"/><evil xmlns="' });
    expect(xmlFault(text)).toBeUndefined();
    expect(text).not.toContain("<evil");
  });

  it("names every message, type and code that it speaks of", () => {
    const read = readXml(wsdl(), { depth: 20, elements: 1000 });
    if (!read.ok) throw new Error(read.fault);
    expect(read.root).toMatchObject({ name: "definitions", namespace: "http://schemas.xmlsoap.org/wsdl/" });
    const text = wsdl();
    for (const [, name] of text.matchAll(/(?:type|element|message|binding)="tns:(\w+)"/g)) expect(text).toContain(`name="${name}"`);
    for (const { name } of Object.values(RESULTS)) expect(text).toContain(`<s:enumeration value="${name}"/>`);
    const all = (element: XmlElement): XmlElement[] => [element, ...element.children.flatMap(all)];
    expect(all(read.root).filter(({ name }) => name === "operation")).toHaveLength(5);
    expect(xmlChild(read.root, "service")?.children).toHaveLength(2);
  });
});

describe("a fault", () => {
  const faultOf = (body: string, contentType = "text/xml") => {
    const decoded = soap.decode(wireRequest(PATH, { body, contentType }));
    if (!("reply" in decoded)) throw new Error("no fault");
    expect(xmlFault(String(decoded.reply.body))).toBeUndefined();
    return [decoded.reply.status, /(?:faultcode|soap:Value)>([^<]*)</.exec(String(decoded.reply.body))?.[1]];
  };

  it.each([
    ["nothing", ""],
    ["a form", "action=send"],
    ["another document", "<returnsms/>"],
    ["a DTD", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ["an envelope without a body", '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"/>'],
    ["an empty body", '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body/></Envelope>'],
    ["bytes that aren't UTF-8", Buffer.from('<a b="\xff"/>', "latin1")],
    ["elements without end", "<a>".repeat(100_000)],
    ["more than is read", `<a>${" ".repeat(2 * 1024 * 1024)}</a>`],
  ])("answers %s", (_, body) => {
    const request = { body: body as string, contentType: "text/xml" };
    const decoded = soap.decode(wireRequest(PATH, request));
    expect(decoded).toMatchObject({ reply: { status: 500, body: expect.stringContaining("<faultcode>soap:Client</faultcode>") } });
  });

  it("is in the SOAP of its request, or of what the request claims to be", () => {
    const twelve = '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"/>';
    expect(faultOf(twelve)).toEqual([400, "soap:Sender"]);
    expect(faultOf("x", SOAP12)).toEqual([400, "soap:Sender"]);
    expect(faultOf("x")).toEqual([500, "soap:Client"]);
    expect(faultOf('<Envelope xmlns="urn:x"/>', SOAP12)).toEqual([500, "soap:VersionMismatch"]);
  });

  it.each<[IngressRefusal, number, string, string]>([
    ["too-large", 413, "soap:Client", "soap:Sender"],
    ["method", 405, "soap:Client", "soap:Sender"],
    ["busy", 503, "soap:Server", "soap:Receiver"],
    ["internal", 500, "soap:Server", "soap:Receiver"],
  ])("answers what the ingress refuses: %s", (why, status, code11, code12) => {
    const eleven = soap.refuse(why, wireRequest(PATH, {}));
    const twelve = soap.refuse(why, wireRequest(PATH, { contentType: SOAP12 }));
    expect([eleven.status, twelve.status]).toEqual([status, status]);
    expect(eleven.body).toContain(`<faultcode>${code11}</faultcode>`);
    expect(twelve.body).toContain(`<soap:Value>${code12}</soap:Value>`);
  });
});

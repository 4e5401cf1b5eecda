import type { WireReply } from "../dialect.ts";

/** Seen in public clients and their recorded replies: one blank before `?>`, the root on the same line. */
export const XML_HEAD = '<?xml version="1.0" encoding="utf-8" ?><returnsms>';
const XML_TAIL = "</returnsms>";

/** A document of the family from its children, each made by `child`. A GB2312 endpoint re-encodes it on its way out. */
export function xmlReply(children: string): WireReply {
  return { status: 200, contentType: "text/xml; charset=utf-8", body: XML_HEAD + children + XML_TAIL };
}

/** A child of the root: CRLF and one blank before it. `content` is XML already. */
export function child(name: string, content: string | number): string {
  return `\r\n ${element(name, content)}`;
}

/** An element inside of a child: nothing around it. `content` is XML already. */
export function element(name: string, content: string | number): string {
  return `<${name}>${content}</${name}>`;
}

/** @param body JSON text */
export function jsonReply(body: string): WireReply {
  return { status: 200, contentType: "application/json; charset=utf-8", body };
}

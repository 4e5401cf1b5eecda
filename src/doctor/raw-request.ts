import type { WireRequest } from "../dialects/dialect.ts";

export type ParsedRequest = { readonly ok: true; readonly request: WireRequest } | { readonly ok: false; readonly problem: string };

const METHOD_LINE = /^([A-Z]{1,10}) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/;
const HEADER = /^([!#$%&'*+.^_`|~\w-]{1,100}):[ \t]*(.*)$/;

/**
 * Reads what an integrator has at hand: a URL, which stands for a GET, or a request as it went over the wire (first line,
 * headers, an empty line, the body; line ends of either kind). `receivedAt` is when it is taken to have come, UTC ms.
 */
export function parseRequest(input: Buffer, receivedAt: number): ParsedRequest {
  const start = input.toString("latin1", 0, 8).trimStart().toLowerCase();
  if (start.startsWith("http://") || start.startsWith("https:/")) return fromUrl(input.toString("latin1").trim(), receivedAt);
  const { head, body } = split(input);
  const [first = "", ...lines] = head.split(/\r?\n/);
  const [, method, target] = METHOD_LINE.exec(first.trim()) ?? [];
  if (method === undefined || target === undefined)
    return { ok: false, problem: 'this is neither a URL nor a request: its first line should look like "POST /sms.aspx HTTP/1.1"' };
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name === undefined || value === undefined) return { ok: false, problem: `"${line.slice(0, 60)}" is no header line (Name: value)` };
    headers[name.toLowerCase()] = value.trim();
  }
  return { ok: true, request: wire(method, target, headers, body, receivedAt) };
}

function fromUrl(url: string, receivedAt: number): ParsedRequest {
  const [, host, target] = /^https?:\/\/([^/?#\s]+)([^#\s]*)$/i.exec(url) ?? [];
  if (host === undefined || target === undefined)
    return { ok: false, problem: "this is no URL: a blank or a # in it must be percent-encoded" };
  return { ok: true, request: wire("GET", target === "" ? "/" : target, { host }, Buffer.alloc(0), receivedAt) };
}

function wire(method: string, target: string, headers: Record<string, string>, body: Buffer, receivedAt: number): WireRequest {
  const path = target.replace(/^https?:\/\/[^/?]+/i, "");
  const query = path.indexOf("?");
  return {
    method,
    path: query < 0 ? path : path.slice(0, query),
    query: query < 0 ? "" : path.slice(query + 1),
    headers,
    body,
    origin: `http://${headers.host ?? "localhost"}`,
    receivedAt,
  };
}

/** A body that was saved by an editor ends in a line end that was not sent: Content-Length, where there is one, says what was. */
function split(input: Buffer): { readonly head: string; readonly body: Buffer } {
  const text = input.toString("latin1");
  const gap = /\r?\n\r?\n/.exec(text);
  if (!gap) return { head: text.trimEnd(), body: Buffer.alloc(0) };
  const head = text.slice(0, gap.index);
  const body = input.subarray(gap.index + gap[0].length);
  const [, length] = /^content-length:\s*(\d{1,9})\s*$/im.exec(head) ?? [];
  return { head, body: length === undefined ? trimEnd(body) : body.subarray(0, Number(length)) };
}

function trimEnd(body: Buffer): Buffer {
  let end = body.length;
  while (end > 0 && (body[end - 1] === 0x0a || body[end - 1] === 0x0d)) end--;
  return body.subarray(0, end);
}

import http from "node:http";
import iconv from "iconv-lite";

/** A reply, its body as bytes. */
export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** Of the bytes, as UTF-8. */
  readonly text: string;
}

export type Fields = Readonly<Record<string, string>>;

/** By GET, on a connection of its own. @param target path and query, ASCII */
export function get(port: number, target: string, headers: Fields = {}): Promise<Reply> {
  return exchange({ port, method: "GET", path: target, headers }, "");
}

/** By POST, with the body as it stands; a form unless the headers say otherwise. */
export function post(port: number, target: string, body: string | Buffer, headers: Fields = {}): Promise<Reply> {
  const all = { "content-type": "application/x-www-form-urlencoded", "content-length": String(Buffer.byteLength(body)), ...headers };
  return exchange({ port, method: "POST", path: target, headers: all }, body);
}

/** Every byte percent-encoded, so that nothing is left to an encoder's taste. */
export function formOf(fields: Fields, charset: "utf-8" | "gbk" = "utf-8"): string {
  const encode = (text: string): string => iconv.encode(text, charset).toString("hex").replace(/../g, "%$&");
  return Object.entries(fields)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

function exchange(options: http.RequestOptions, body: string | Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", agent: false, ...options }, async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
      } catch (error) {
        reject(error);
      }
    });
    request.once("error", reject);
    request.end(body);
  });
}

import http from "node:http";
import https from "node:https";
import type { ClientAnswer } from "../dialects/client.ts";
import { type Transport, Unreached } from "../dialects/transport.ts";

export { type Transport, Unreached };

export interface TransportOptions {
  /** ms for the whole exchange. */
  readonly timeout: number;
  /** Bytes of an answer that are read; a longer one counts as broken off. */
  readonly longest: number;
}

export const TRANSPORT_OPTIONS: TransportOptions = { timeout: 30_000, longest: 32 * 2 ** 20 };

/** ms. A connection that the server ends while a request is on its way over it leaves everyone in doubt, so idle ones are ended here first. */
const IDLE = 4_000;

/**
 * HTTP over kept-alive connections, which keep no process alive. Redirects are answers like any other: credentials follow nobody.
 * Not by fetch: it refuses ports that providers of these interfaces use (6666 among them), and doesn't say whether a connection was there.
 */
export function httpTransport({ timeout, longest }: TransportOptions = TRANSPORT_OPTIONS): Transport {
  const plain = new http.Agent({ keepAlive: true, timeout: IDLE });
  const secure = new https.Agent({ keepAlive: true, timeout: IDLE });
  return ({ method, url, headers, body }, stop) =>
    new Promise((resolve, reject) => {
      const deadline = AbortSignal.timeout(timeout);
      let connected = false;
      let responded = false;
      const fail = (error: Error): void => {
        const why = deadline.aborted ? `no answer within ${timeout} ms` : `the server could not be reached (${causeOf(error)})`;
        reject(error instanceof Unreached ? error : new Unreached(why, connected, { cause: error }));
      };
      const options = {
        method,
        headers: { "user-agent": "Yizhan", ...headers },
        signal: stop ? AbortSignal.any([deadline, stop]) : deadline,
      };
      const isSecure = url.startsWith("https:");
      const sent = isSecure ? https.request(url, { ...options, agent: secure }) : http.request(url, { ...options, agent: plain });
      sent.once("socket", (socket) => {
        const arrived = (): void => {
          connected = true;
        };
        if (sent.reusedSocket) arrived();
        else socket.once(isSecure ? "secureConnect" : "connect", arrived);
      });
      sent.once("response", (response) => {
        responded = true;
        readAll(response, longest).then(resolve, fail);
      });
      sent.once("error", fail);
      // it may end without an answer and without an error too, as after a 101
      sent.once("close", () => {
        if (!responded) fail(new Error("the connection was closed before the answer"));
      });
      sent.end(body);
    });
}

async function readAll(response: http.IncomingMessage, longest: number): Promise<ClientAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longest) throw new Unreached(`the answer is longer than ${longest} bytes`, true);
    chunks.push(chunk);
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value] as const);
  return { status: response.statusCode ?? 0, headers: Object.fromEntries(headers), body: Buffer.concat(chunks) };
}

/** The system's code, which is the same for the same cause and names no URL. */
function causeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : "no reason given";
}

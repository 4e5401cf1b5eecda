import type { ClientAnswer, ClientRequest } from "../dialects/client.ts";

/** Carries one request to a server. Rejects with `Unreached` where no whole answer came. */
export type Transport = (request: ClientRequest) => Promise<ClientAnswer>;

/** Nobody answered, or not to the end. */
export class Unreached extends Error {
  /** False: nothing can have arrived, so that the same request may be sent again without asking what became of it. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = "Unreached";
    this.mayHaveArrived = mayHaveArrived;
  }
}

export interface TransportOptions {
  /** ms for the whole exchange. */
  readonly timeout: number;
  /** Bytes of an answer that are read; a longer one counts as broken off. */
  readonly longest: number;
}

export const TRANSPORT_OPTIONS: TransportOptions = { timeout: 30_000, longest: 32 * 2 ** 20 };

/** Errors that come before a byte of the request has left. */
const BEFORE_SENDING = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** HTTP over kept-alive connections. Redirects are answers like any other: credentials follow nobody. */
export function httpTransport(options: TransportOptions = TRANSPORT_OPTIONS): Transport {
  return async ({ method, url, headers, body }) => {
    const deadline = AbortSignal.timeout(options.timeout);
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: "manual",
        signal: deadline,
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      });
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await readAll(response, options.longest) };
    } catch (error) {
      if (error instanceof Unreached) throw error;
      if (deadline.aborted) throw new Unreached(`no answer within ${options.timeout} ms`, true, { cause: error });
      const code = causeOf(error);
      throw new Unreached(`the server could not be reached (${code})`, !BEFORE_SENDING.has(code), { cause: error });
    }
  };
}

async function readAll(response: Response, longest: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > longest) throw new Unreached(`the answer is longer than ${longest} bytes`, true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === "string" ? cause.code : "no reason given";
}

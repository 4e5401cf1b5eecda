import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { Clock } from "../runtime/clock.ts";

/** Why a body could not be read; the status is the one that the ingress refuses the request with. */
export class BodyError extends Error {
  readonly statusCode: 400 | 408 | 413 | 503;

  constructor(statusCode: BodyError["statusCode"], message: string) {
    super(message);
    this.name = "BodyError";
    this.statusCode = statusCode;
  }
}

export interface BodyBounds {
  readonly clock: Clock;
  /** ms */
  readonly deadline: number;
  /** Bytes. */
  readonly limit: number;
  /** Asked before bytes are kept that the request did not announce. */
  readonly room: (bytes: number) => boolean;
}

/** The length that a request announces for its body: undefined where it comes in chunks of unknown number. */
export function announcedLength(request: IncomingMessage): number | undefined {
  const length = request.headers["content-length"];
  if (length !== undefined) return Number(length);
  return request.headers["transfer-encoding"] === undefined ? 0 : undefined;
}

/** Reads a body to its end, within its bounds. Rejects with `BodyError`; what is left of the body is then not read. */
export function readBody(payload: Readable, announced: number | undefined, { clock, deadline, limit, room }: BodyBounds): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    // the listener for errors stays: one that comes after the refusal must not end the process
    const settle = (end: () => void): void => {
      timer.cancel();
      payload.off("data", onData);
      payload.off("end", onEnd);
      end();
    };
    const refuse = (status: BodyError["statusCode"], message: string): void => settle(() => reject(new BodyError(status, message)));
    const onData = (chunk: Buffer): void => {
      received += chunk.length;
      if (received > limit) refuse(413, `the body is longer than ${limit} bytes`);
      else if (announced === undefined && !room(chunk.length)) refuse(503, "too many bodies are under way");
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, received)));
    const onError = (): void => refuse(400, "the body broke off");
    if (announced !== undefined && announced > limit) {
      reject(new BodyError(413, `a body of ${announced} bytes was announced; at most ${limit} are taken`));
      return;
    }
    const timer = clock.after(deadline, () => refuse(408, `the body did not come within ${deadline} ms`));
    payload.on("data", onData);
    payload.on("end", onEnd);
    payload.on("error", onError);
  });
}

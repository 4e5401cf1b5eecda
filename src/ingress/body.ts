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

/**
 * Reads a body to its end, within its bounds. Rejects with `BodyError`. Of a body that is too long the rest is read and thrown
 * away first, as far as `discard` goes; of others that are refused it is not read.
 */
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
    const refuseTooLong = (message: string): void =>
      settle(() => {
        chunks.length = 0;
        discard(payload, clock).then(() => reject(new BodyError(413, message)));
      });
    const onData = (chunk: Buffer): void => {
      received += chunk.length;
      if (received > limit) refuseTooLong(`the body is longer than ${limit} bytes`);
      else if (announced === undefined && !room(chunk.length)) refuse(503, "too many bodies are under way");
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, received)));
    const onError = (): void => refuse(400, "the body broke off");
    const timer = clock.after(deadline, () => refuse(408, `the body did not come within ${deadline} ms`));
    payload.on("error", onError);
    if (announced !== undefined && announced > limit) {
      refuseTooLong(`a body of ${announced} bytes was announced; at most ${limit} are taken`);
      return;
    }
    payload.on("data", onData);
    payload.on("end", onEnd);
  });
}

/** Bounds of what is thrown away: bytes, ms in all, and ms without a byte. */
const DISCARDED = { bytes: 64 * 1024 * 1024, time: 5_000, pause: 500 } as const;

/**
 * Reads what is left of a body for nothing. Most clients don't look for an answer before they have written everything, and
 * one that is sent while they write is lost to them with the connection. Resolves at the end of the body, when it pauses (who
 * waits for the answer is not to wait long), or at its bounds.
 */
export function discard(payload: Readable, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    let left: number = DISCARDED.bytes;
    const over = (): void => {
      whole.cancel();
      pause.cancel();
      payload.off("data", onData);
      resolve();
    };
    const onData = (chunk: Buffer): void => {
      pause.cancel();
      pause = clock.after(DISCARDED.pause, over);
      left -= chunk.length;
      if (left < 0) over();
    };
    const whole = clock.after(DISCARDED.time, over);
    let pause = clock.after(DISCARDED.pause, over);
    payload.on("data", onData);
    payload.once("close", over);
    payload.once("end", over);
  });
}

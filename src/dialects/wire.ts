/** A request as it came, its body complete and bounded. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** What follows `?`, undecoded, one character a byte (latin1); empty when there is none. */
  readonly query: string;
  /** Lower-case name → value; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Scheme and host as the client called them, e.g. `http://127.0.0.1:8030`. */
  readonly origin: string;
  /** UTC ms at which the request was complete. */
  readonly receivedAt: number;
}

export interface WireReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
}

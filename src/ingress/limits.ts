/** Bounds of the HTTP side. Durations are ms. */
export interface IngressLimits {
  /** From a request's first byte to the end of its headers. */
  readonly headers: number;
  /** From there to the end of its body. */
  readonly body: number;
  /** Bytes of a request's first line and headers. By GET, 1,000 numbers and a long text, escaped, are 25 KB. */
  readonly headerBytes: number;
  /** How long a connection may be idle between requests. */
  readonly keepAlive: number;
  /** How long a stop waits for requests that are still coming in. */
  readonly drain: number;
  /** Requests under way at once. */
  readonly requests: number;
  /** Bytes of bodies under way at once. */
  readonly bytes: number;
}

export const INGRESS_LIMITS: IngressLimits = {
  headers: 10_000,
  body: 30_000,
  headerBytes: 64 * 1024,
  keepAlive: 72_000,
  drain: 5_000,
  requests: 4_096,
  bytes: 256 * 1024 * 1024,
};

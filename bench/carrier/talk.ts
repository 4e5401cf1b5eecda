/** What `bench/carrier/customer.ts` is told, as one line of JSON for each load. */
export interface CarrierLoad {
  /** Where it submits. */
  readonly port: number;
  /** One whole request for one message, ASCII, with `PHONE_PLACE` wherever the phone belongs. */
  readonly request: string;
  /** What only the answer to an accepted one holds behind its head; ASCII. */
  readonly marker: string;
  readonly connections: number;
  readonly messages: number;
  /** Index of the first phone; no two loads of one customer may overlap. */
  readonly firstPhone: number;
  /** Evenly spread; 0: each connection sends as soon as it was answered. */
  readonly perSecond: number;
}

/** What it answers, as one line of JSON. */
export interface CarrierResult {
  readonly accepted: number;
  /** Answers that were anything else; such a message is sent again. */
  readonly refused: number;
  readonly reported: number;
  /** Messages that were reported again. */
  readonly repeated: number;
  /** Reports that say anything but delivered. */
  readonly failed: number;
  /** HTTP requests that reports came in. */
  readonly pushes: number;
  /** From the first request to the last one's answer, s. */
  readonly acceptSeconds: number;
  /** From the first request to the last report, s. */
  readonly seconds: number;
  /** From a request to the arrival of its report, ms. What took longer than 10 s is 10,000. */
  readonly p50: number;
  readonly p99: number;
  /** CPU time of the customer itself, s. */
  readonly cpu: number;
}

/** Its first line: where reports are to be pushed to. */
export interface CustomerReady {
  readonly sink: number;
}

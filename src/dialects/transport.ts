import type { ClientAnswer, ClientRequest } from "./client.ts";

/** Carries one request of a dialect's client half to a server. Rejects with `Unreached` where no whole answer came, also when `signal` aborts. */
export type Transport = (request: ClientRequest, signal?: AbortSignal) => Promise<ClientAnswer>;

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

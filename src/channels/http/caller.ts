import type { ClientAnswer, ClientCall, ClientFailure, ClientSettings } from "../../dialects/client.ts";
import { type Transport, Unreached } from "../../dialects/transport.ts";
import type { Clock } from "../../runtime/clock.ts";
import { errorFact } from "../../runtime/log.ts";

/** What became of one call. */
export type Called<T> =
  | { readonly kind: "answered"; readonly value: T }
  /** Upstream said no, or something that can't be read; `status` is HTTP's. */
  | { readonly kind: "failed"; readonly failure: ClientFailure; readonly status: number }
  /** No whole answer came. */
  | { readonly kind: "unreached"; readonly mayHaveArrived: boolean; readonly why: string };

export type NotAnswered = Exclude<Called<unknown>, { readonly kind: "answered" }>;
export type Failed = Extract<NotAnswered, { readonly kind: "failed" }>;

/** What was answered, made into something else. */
export function mapAnswer<T, U>(called: Called<T>, make: (value: T) => U): Called<U> {
  return called.kind === "answered" ? { kind: "answered", value: make(called.value) } : called;
}

/** Calls upstream as our account there, each time within a deadline by the host's clock. */
export class Caller {
  readonly #settings: ClientSettings;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #underWay = new Set<AbortController>();

  constructor(settings: ClientSettings, transport: Transport, clock: Clock) {
    this.#settings = settings;
    this.#transport = transport;
    this.#clock = clock;
  }

  /** Never rejects. @param timeout ms */
  async call<T extends { readonly ok: true }>(
    make: (settings: ClientSettings, now: number) => ClientCall<T>,
    timeout: number,
  ): Promise<Called<T>> {
    let call: ClientCall<T>;
    try {
      call = make(this.#settings, this.#clock.now());
    } catch (error) {
      const failure = { ok: false, code: "unsayable", reason: "parameter-wrong", message: errorFact(error).error } as const;
      return { kind: "failed", failure, status: 0 };
    }
    const answer = await this.#carry(call, timeout);
    if ("kind" in answer) return answer;
    const read = call.read(answer, this.#clock.now());
    return read.ok ? { kind: "answered", value: read } : { kind: "failed", failure: read, status: answer.status };
  }

  /** Gives up what is under way. */
  abandon(): void {
    for (const controller of this.#underWay) controller.abort();
  }

  async #carry({ request }: ClientCall<unknown>, timeout: number): Promise<ClientAnswer | Exclude<NotAnswered, Failed>> {
    const controller = new AbortController();
    let late = false;
    const timer = this.#clock.after(timeout, () => {
      late = true;
      controller.abort();
    });
    this.#underWay.add(controller);
    try {
      return await this.#transport(request, controller.signal);
    } catch (error) {
      const why = late ? `no answer within ${timeout} ms` : errorFact(error).error;
      return { kind: "unreached", mayHaveArrived: !(error instanceof Unreached) || error.mayHaveArrived, why };
    } finally {
      timer.cancel();
      this.#underWay.delete(controller);
    }
  }
}

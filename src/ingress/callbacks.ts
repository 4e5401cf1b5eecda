import type { CallbackHandler } from "../channels/channel.ts";

/** Upstreams write these into forms of their own, and a proxy in front of us may look at them: nothing that needs escaping. */
const PATH = /^(\/[\w.~-]{1,100}){1,8}$/;

/** Paths of this server that its channels have their upstreams call. They come and go with the channels, and are told apart by case. */
export class Callbacks {
  readonly #handlers = new Map<string, CallbackHandler>();
  readonly #served: ReadonlySet<string>;
  readonly #below: readonly string[];

  /** @param served paths that are somebody's already (`/x/*`: all below it); whatever their case, no callback may have them */
  constructor(served: readonly string[]) {
    const paths = served.map((path) => path.toLowerCase());
    this.#served = new Set(paths);
    this.#below = paths.filter((path) => path.endsWith("/*")).map((path) => path.slice(0, -1));
  }

  /** Answers how to take it back. Throws a sentence where no requests to the path would come by here. */
  add(path: string, handler: CallbackHandler): () => void {
    if (!PATH.test(path)) throw new Error(`"${path}" is no path that requests can be taken at`);
    if (this.#isServed(path.toLowerCase())) throw new Error(`${path} is served by an interface`);
    if (this.#handlers.has(path)) throw new Error(`${path} is another channel's`);
    this.#handlers.set(path, handler);
    return () => {
      if (this.#handlers.get(path) === handler) this.#handlers.delete(path);
    };
  }

  #isServed(path: string): boolean {
    return this.#served.has(path) || this.#below.some((start) => path.startsWith(start));
  }

  find(path: string): CallbackHandler | undefined {
    return this.#handlers.get(path);
  }
}

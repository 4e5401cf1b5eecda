import type { ProblemBody } from "../../src/web/contract/call.ts";
import { COOKIES } from "../../src/web/cookies.ts";

export interface CallAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever a call answers
  readonly body: any;
  readonly headers: Headers;
}

/** Somebody with a browser of their own: keeps cookies, and makes calls as the pages do. */
export class Visitor {
  readonly #base: string;
  readonly cookies = new Map<string, string>();

  /** @param base `http://127.0.0.1:8030` */
  constructor(base: string) {
    this.#base = base;
  }

  /** @param name `console/session.current` */
  async call(name: string, input: object = {}, headers: Readonly<Record<string, string>> = { "x-yizhan": "1" }): Promise<CallAnswer> {
    const [realm = "", area = "", call = ""] = name.split(/[/.]/);
    const response = await fetch(`${this.#base}/${realm}/api/${area}/${call}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers, cookie: this.#cookieHeader(realm) },
      body: JSON.stringify(input),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return { status: response.status, body: await response.json(), headers: response.headers };
  }

  /** What a call answers; throws what it refuses. */
  async ask(name: string, input: object = {}): Promise<CallAnswer["body"]> {
    const { status, body } = await this.call(name, input);
    if (status === 200) return body;
    const { code, message } = (body as ProblemBody).problem;
    throw new Error(`${name}: ${code}: ${message}`);
  }

  /** The code with which a call is refused. */
  async refusal(name: string, input: object = {}, headers?: Readonly<Record<string, string>>): Promise<string | undefined> {
    return (await this.call(name, input, headers)).body.problem?.code;
  }

  #cookieHeader(realm: string): string {
    const name = COOKIES[realm as keyof typeof COOKIES];
    const value = this.cookies.get(name);
    return value === undefined ? "" : `theme=dark; ${name}=${value}`;
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === "") this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

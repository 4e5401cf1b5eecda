import type { AddressInfo, Server } from "node:net";
import smpp, { type Pdu, type Session } from "smpp";

const STATUS = { ok: 0, invalidPassword: 0x0e, throttled: 0x58 } as const;
const DELIVERY_RECEIPT = 0x04;
const UDHI = 0x40;
const UCS2 = 8;
/** message_state of what was delivered. */
const DELIVERED = 2;

/** How it gives receipts: as Appendix B's text, or as optional parameters beside a text that says nothing. */
export type Receipts = "text" | "parameters" | "none";

/** An SMSC made of the npm package `smpp`: lets one login in, answers submits, gives receipts. What it saw is written down by that package. */
export class NpmSmsc implements AsyncDisposable {
  /** Commands in the order in which they came, responses included. */
  readonly heard: string[] = [];
  readonly binds: Pdu[] = [];
  readonly submits: Pdu[] = [];
  /** command_status of the answers to what it delivered. */
  readonly taken: number[] = [];
  receipts: Receipts = "text";
  /** Submits that are refused as too many before the next one is taken. */
  throttle = 0;
  readonly #server: Server;
  readonly #sessions = new Map<Session, string>();
  #ids = 0x1a2b3c00;

  private constructor() {
    this.#server = smpp.createServer({}, (session) => this.#serve(session));
  }

  static async open(): Promise<NpmSmsc> {
    const smsc = new NpmSmsc();
    await new Promise<void>((resolve) => smsc.#server.listen(0, "127.0.0.1", resolve));
    return smsc;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How each session was bound. */
  get bound(): readonly string[] {
    return [...this.#sessions.values()].sort();
  }

  /** A phone sends a text, in parts where there are several. */
  say(from: string, to: string, texts: readonly string[]): void {
    texts.forEach((message, index) => {
      const udh = Buffer.of(5, 0, 3, 0x77, texts.length, index + 1);
      const parts = texts.length > 1 ? { esm_class: UDHI, short_message: { udh, message } } : { short_message: { message } };
      this.#deliver({ source_addr: from, destination_addr: to, data_coding: UCS2, ...parts });
    });
  }

  /** Sends a request over each session and resolves with the names of the answers. */
  ask(command: "enquire_link" | "unbind"): Promise<readonly string[]> {
    const sessions = [...this.#sessions.keys()];
    return Promise.all(sessions.map((session) => new Promise<string>((resolve) => session[command]({}, (pdu) => resolve(pdu.command)))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions.keys()) session.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(session: Session): void {
    session.on("error", () => undefined);
    session.on("close", () => this.#sessions.delete(session));
    session.on("pdu", (pdu: Pdu) => {
      this.heard.push(pdu.command);
      if (pdu.command.startsWith("bind_")) this.#bind(session, pdu);
      else if (pdu.command === "submit_sm") this.#submit(session, pdu);
      else if (pdu.command === "enquire_link") session.send(pdu.response());
      else if (pdu.command === "unbind") {
        session.send(pdu.response());
        session.close();
      }
    });
  }

  #bind(session: Session, pdu: Pdu): void {
    this.binds.push(pdu);
    const welcome = pdu.system_id === "yizhan" && pdu.password === "Secret-2";
    session.send(pdu.response({ command_status: welcome ? STATUS.ok : STATUS.invalidPassword, system_id: "npm" }));
    if (welcome) this.#sessions.set(session, pdu.command);
  }

  #submit(session: Session, pdu: Pdu): void {
    if (this.throttle > 0) {
      this.throttle -= 1;
      session.send(pdu.response({ command_status: STATUS.throttled }));
      return;
    }
    this.submits.push(pdu);
    const id = (this.#ids++).toString(16);
    session.send(pdu.response({ message_id: id }));
    if (this.receipts !== "none")
      this.#deliver({ ...this.#receipt(id), source_addr: pdu.destination_addr, destination_addr: pdu.source_addr });
  }

  #receipt(id: string): Readonly<Record<string, unknown>> {
    const esm_class = DELIVERY_RECEIPT;
    if (this.receipts === "parameters") return { esm_class, short_message: "", receipted_message_id: id, message_state: DELIVERED };
    const dates = "submit date:2611201638 done date:2611201638";
    return { esm_class, short_message: `id:${id} sub:001 dlvrd:001 ${dates} stat:DELIVRD err:000 text:` };
  }

  #deliver(fields: Readonly<Record<string, unknown>>): void {
    const session = [...this.#sessions].find(([, how]) => how !== "bind_transmitter")?.[0];
    session?.deliver_sm(fields, (answer) => this.taken.push(answer.command_status));
  }
}

import { ask, element, request } from "./wire.ts";

/** One box of a status query. */
export interface Box {
  readonly mobile: string;
  readonly taskid: string;
  readonly status: string;
  readonly errorcode: string;
  readonly extno: string;
}

/** A customer of huaxin's XML interface, written from the document. */
export class HuaxinClient {
  readonly #house: { readonly port: number };
  readonly #login: string;
  readonly #password: string;

  constructor(house: { readonly port: number }, { login, password }: { readonly login: string; readonly password: string }) {
    this.#house = house;
    this.#login = login;
    this.#password = password;
  }

  /** Answers the reply's children. */
  async send(mobile: string, content: string, more: Readonly<Record<string, string>> = {}) {
    const body = await this.#call("/sms.aspx", { action: "send", mobile, content, ...more });
    return {
      status: element(body, "returnstatus"),
      message: element(body, "message"),
      left: Number(element(body, "remainpoint")),
      task: element(body, "taskID"),
      count: Number(element(body, "successCounts")),
    };
  }

  async credits(): Promise<number> {
    return Number(element(await this.#call("/sms.aspx", { action: "overage" }), "overage"));
  }

  async query(more: Readonly<Record<string, string>> = {}): Promise<readonly Box[]> {
    const body = await this.#call("/statusApi.aspx", { action: "query", ...more });
    if (!body.includes("<returnsms>") || body.includes("<errorstatus>")) throw new Error(`no reports in:\n${body}`);
    return [...body.matchAll(/<statusbox>(.*?)<\/statusbox>/gs)].map(([, box = ""]) => ({
      mobile: element(box, "mobile"),
      taskid: element(box, "taskid"),
      status: element(box, "status"),
      errorcode: element(box, "errorcode"),
      extno: element(box, "extno"),
    }));
  }

  async #call(path: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams({ account: this.#login, password: this.#password, ...parameters }).toString();
    const headers = ["Content-Type: application/x-www-form-urlencoded"];
    const response = await ask(this.#house.port, request("POST", path, { headers, body }));
    if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${response.body}`);
    return response.body;
  }
}

import { connect } from "../../client/index.ts";
import type { ClientSettings } from "../../dialects/client.ts";
import type { Account } from "../../domain/directory.ts";
import { parseShanghai } from "../../text/shanghai-time.ts";
import { type Command, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { Problem } from "../problem.ts";

export const send: Command = {
  name: "send",
  usage: "send LOGIN PHONES TEXT",
  summary: "Sends a text through a running server as an account, the way the account's own program would.",
  takes: 3,
  help: {
    url: "where the server is (default http://127.0.0.1:8030)",
    interface: "which of the account's interfaces to use (default: its first)",
    ext: "digits to append to the access code",
    at: 'when to send it, in Asia/Shanghai: "2026-11-20 09:00:00" (default: now)',
    ...STORE_HELP,
  },
  options: {
    url: { type: "string" },
    interface: { type: "string" },
    ext: { type: "string" },
    at: { type: "string" },
    ...STORE_OPTIONS,
  },
  async run(values, [login, phones, content], io) {
    if (login === undefined || phones === undefined || content === undefined)
      throw new Problem('say who, to whom and what: yizhan send LOGIN PHONE,PHONE "TEXT"');
    const at = text(values, "at", "");
    const sendAt = at === "" ? undefined : parseShanghai(at);
    if (at !== "" && sendAt === undefined) throw new Problem(`--at must be a time like "2026-11-20 09:00:00", not "${at}"`);
    const account = await withStore(values, io.env, async (store) =>
      (await store.directory.load()).accounts.find((candidate) => candidate.login === login),
    );
    if (!account) throw new Problem(`there is no account "${login}"`);
    const name = text(values, "interface", account.dialects[0] ?? "");
    if (!account.dialects.includes(name))
      throw new Problem(`account "${login}" has no interface "${name}"; it has ${account.dialects.join(", ") || "none"}`);
    const client = connect(name, settingsOf(account, text(values, "url", "http://127.0.0.1:8030")));
    const ext = text(values, "ext", "");
    const result = await client.send({
      phones: phones.split(",").map((phone) => phone.trim()),
      text: content,
      ...(ext === "" ? {} : { ext }),
      ...(sendAt === undefined ? {} : { sendAt }),
    });
    if (!result.ok) throw new Problem(`${name} answered ${result.code} (${result.reason}): ${result.message}`);
    io.out(`sent as submission ${result.submissionId} through ${name}; yizhan trace ${result.submissionId} says what becomes of it`);
  },
};

function settingsOf({ login, enterpriseId, enterpriseIdDeclared, secrets }: Account, base: string): ClientSettings {
  const given = Object.entries(secrets).filter(([, secret]) => secret !== undefined);
  return { base, login, ...(enterpriseIdDeclared ? { enterpriseId: String(enterpriseId) } : {}), ...Object.fromEntries(given) };
}

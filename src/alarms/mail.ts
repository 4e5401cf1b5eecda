import { createTransport } from "nodemailer";
import type { MailSettings } from "./settings.ts";
import type { Telling } from "./telling.ts";
import type { Told } from "./webhook.ts";

/** ms: to connect, for the server's greeting, and for each of its answers. */
const CONNECT = 10_000;
const GREETING = 10_000;
const ANSWER = 20_000;
/** Characters of a refusal that are shown to people. */
const NOTE = 200;

/** Sends a telling by e-mail, over a connection of its own. Never rejects. */
export async function mailTelling(
  { host, port, security, user, password, from, to }: MailSettings,
  { title, text }: Telling,
): Promise<Told> {
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(user === "" ? {} : { auth: { user, pass: password } }),
    connectionTimeout: CONNECT,
    greetingTimeout: GREETING,
    socketTimeout: ANSWER,
    dnsTimeout: CONNECT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from, to: [...to], subject: title, text });
    return { ok: true };
  } catch (error) {
    return { ok: false, why: reasonOf(error, password) };
  } finally {
    transport.close();
  }
}

/** As the server or the network put it; a server that repeats what it was given must not bring the password into a log. */
function reasonOf(error: unknown, password: string): string {
  const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "unknown";
  return (password === "" ? message : message.replaceAll(password, "***")).slice(0, NOTE);
}

import type { ClientSettings } from "../../../src/client/index.ts";

/** One of the equal ways to call an interface. */
export interface Way {
  readonly dialect: string;
  readonly settings: Omit<ClientSettings, "base">;
  /** Code of the account, which stands before the ext in what a recipient sees. */
  readonly code: string;
  /** What the platform puts before the text. */
  readonly signature?: string;
  /** Reports and inbound texts can be asked for. */
  readonly pulls: boolean;
}

const HZDFIT: Way = { dialect: "hzdfit", settings: { login: "13800000000", md5Key: "HZKEY-5f1c" }, code: "01", pulls: false };
const QXT: Way = { dialect: "qxt", settings: { login: "qxtuser", password: "Qxt-pass-1" }, code: "02", pulls: false };
const XUNCHEN: Way = {
  dialect: "xunchen",
  settings: { login: "JSM40001", password: "abc123", veryCode: "vc12345" },
  code: "03",
  signature: "【江苏迅辰】",
  pulls: true,
};
const INTER28: Way = {
  dialect: "inter28",
  settings: { login: "inter28user", password: "Plain-28", enterpriseId: "12" },
  code: "04",
  pulls: true,
};
const HUAXIN: Way = { dialect: "huaxin", settings: { login: "acct", password: "abc123" }, code: "05", pulls: true };

function by(way: Way, options: Readonly<Record<string, string>>): Way {
  return { ...way, settings: { ...way.settings, options } };
}

/** Every way of every interface. */
export const WAYS: readonly Way[] = [
  HZDFIT,
  by(HZDFIT, { charset: "gbk" }),
  QXT,
  by(QXT, { method: "GET" }),
  XUNCHEN,
  by(XUNCHEN, { send: "sendGbkMsg" }),
  by(XUNCHEN, { send: "sendMsg" }),
  INTER28,
  by(INTER28, { charset: "gbk" }),
  by(INTER28, { format: "xml" }),
  by(INTER28, { format: "xml", charset: "gbk" }),
  HUAXIN,
  by(HUAXIN, { password: "plain" }),
  by(HUAXIN, { format: "json" }),
  by(HUAXIN, { format: "gbk" }),
];

/** A way by its name, as test titles and failures show it. */
export function nameOf({ dialect, settings }: Way): string {
  const options = Object.entries(settings.options ?? {}).map(([name, value]) => `${name} ${value}`);
  return [dialect, ...options].join(", ");
}

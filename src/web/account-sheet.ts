import type { Static } from "typebox";
import type { Dialect } from "../dialects/dialect.ts";
import type { Account, AccountSecrets } from "../domain/directory.ts";
import type { Sheet } from "./contract/console/accounts.ts";

/** What stands in the place of secrets. */
export const PLACEHOLDERS = { password: "PASSWORD", md5Key: "MD5KEY", veryCode: "VERYCODE" } satisfies AccountSecrets;
/** … and of what an interface makes of them, as no server would take what it makes of these. */
const DIGEST = "DIGEST";
const DIGESTS = /\b(?:[0-9a-f]{32}|[0-9A-F]{32})\b/g;

/** How an account calls each of its interfaces, in lines to be pasted. @param secret whether with its own secrets */
export function sheetOf(dialects: readonly Dialect[], account: Account, base: string, secret: boolean): Static<typeof Sheet> {
  const secrets = secret ? account.secrets : PLACEHOLDERS;
  const shown = (line: string): string => (secret ? line : line.replace(DIGESTS, DIGEST));
  const own = account.dialects.flatMap((name) => dialects.filter((dialect) => dialect.name === name));
  return {
    base,
    login: account.login,
    enterpriseId: account.enterpriseId,
    rows: own.map((dialect) => {
      const { send, report } = dialect.examples({ base, account: { ...account, secrets } });
      return {
        dialect: dialect.name,
        title: { ...dialect.title },
        paths: dialect.routes.map(({ path }) => path),
        pushes: dialect.pushes !== undefined,
        send: shown(send),
        report: shown(report),
      };
    }),
  };
}

/** Those that there are. */
export function secretsOf({ password, md5Key, veryCode }: Partial<AccountSecrets>) {
  return {
    ...(password === undefined ? {} : { password }),
    ...(md5Key === undefined ? {} : { md5Key }),
    ...(veryCode === undefined ? {} : { veryCode }),
  };
}

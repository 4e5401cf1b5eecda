import { sheetOf } from "../account-sheet.ts";
import { accountOf } from "../console/account-of.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { WebDeps } from "../deps.ts";
import type { Handlers } from "../handlers.ts";
import { answerCodes } from "./answer-codes.ts";

export function interfacesHandlers(deps: Pick<WebDeps, "directory" | "dialects">): Handlers<PortalCalls>["interfaces"] {
  return {
    async list(_input, { caller, origin }) {
      const account = accountOf(deps, caller.accountId);
      const secrets = caller.may("portal.manage");
      const { base, login, rows } = sheetOf(deps.dialects, account, origin, secrets);
      const codesOf = (name: string) => deps.dialects.filter((dialect) => dialect.name === name).flatMap(answerCodes);
      return { base, login, secrets, rows: rows.map((row) => ({ ...row, codes: codesOf(row.dialect).map((code) => ({ ...code })) })) };
    },
  };
}

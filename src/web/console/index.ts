import type { OperatorRole } from "../../domain/user.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { WebDeps } from "../deps.ts";
import type { Handlers } from "../handlers.ts";
import { peopleHandlers } from "../people.ts";
import { auditHandlers } from "./audit.ts";
import { consoleSession } from "./session.ts";

/** What answers each area of the console's calls. */
export function consoleHandlers(deps: WebDeps): Handlers<ConsoleCalls> {
  return {
    session: consoleSession(deps),
    users: peopleHandlers<OperatorRole>(deps),
    audit: auditHandlers(deps),
  };
}

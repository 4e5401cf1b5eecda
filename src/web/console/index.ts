import type { OperatorRole } from "../../domain/user.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { WebDeps } from "../deps.ts";
import type { Handlers } from "../handlers.ts";
import { peopleHandlers } from "../people.ts";
import { accountListsHandlers } from "./account-lists.ts";
import { accountPeopleHandlers } from "./account-people.ts";
import { accountsHandlers } from "./accounts.ts";
import { alarmsHandlers } from "./alarms.ts";
import { auditHandlers } from "./audit.ts";
import { channelsHandlers } from "./channels.ts";
import { creditsHandlers } from "./credits.ts";
import { messageHandlers } from "./messages.ts";
import { overviewHandlers } from "./overview.ts";
import { productsHandlers } from "./products.ts";
import { reviewHandlers } from "./reviews.ts";
import { ruleHandlers } from "./rules.ts";
import { consoleSession } from "./session.ts";
import { settingsHandlers } from "./settings.ts";
import { whatIfHandlers } from "./what-if.ts";

/** What answers each area of the console's calls. */
export function consoleHandlers(deps: WebDeps): Handlers<ConsoleCalls> {
  return {
    session: consoleSession(deps),
    overview: overviewHandlers(deps),
    alarms: alarmsHandlers(deps),
    messages: messageHandlers(deps),
    accounts: accountsHandlers(deps),
    accountLists: accountListsHandlers(deps),
    accountPeople: accountPeopleHandlers(deps),
    credits: creditsHandlers(deps),
    users: peopleHandlers<OperatorRole>(deps),
    audit: auditHandlers(deps),
    reviews: reviewHandlers(deps),
    rules: ruleHandlers(deps),
    channels: channelsHandlers(deps),
    products: productsHandlers(deps),
    whatIf: whatIfHandlers(deps),
    settings: settingsHandlers(deps),
  };
}

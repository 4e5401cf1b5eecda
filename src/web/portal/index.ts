import type { CustomerRole } from "../../domain/user.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { WebDeps } from "../deps.ts";
import type { Handlers } from "../handlers.ts";
import { peopleHandlers } from "../people.ts";
import { askHandlers } from "./ask.ts";
import { campaignHandlers } from "./campaigns.ts";
import { homeHandlers } from "./home.ts";
import { inboxHandlers } from "./inbox.ts";
import { interfacesHandlers } from "./interfaces.ts";
import { keysHandlers } from "./keys.ts";
import { messagesHandlers } from "./messages.ts";
import { pushesHandlers } from "./pushes.ts";
import { sendHandlers } from "./send.ts";
import { portalSession } from "./session.ts";
import { statisticsHandlers } from "./statistics.ts";

/** What answers each area of the portal's calls. */
export function portalHandlers(deps: WebDeps): Handlers<PortalCalls> {
  return {
    session: portalSession(deps),
    people: peopleHandlers<CustomerRole>(deps),
    send: sendHandlers(deps),
    campaigns: campaignHandlers(deps),
    ask: askHandlers(deps),
    home: homeHandlers(deps),
    messages: messagesHandlers(deps),
    inbox: inboxHandlers(deps),
    interfaces: interfacesHandlers(deps),
    keys: keysHandlers(deps),
    pushes: pushesHandlers(deps),
    statistics: statisticsHandlers(deps),
  };
}

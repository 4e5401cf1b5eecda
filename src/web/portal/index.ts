import type { CustomerRole } from "../../domain/user.ts";
import type { PortalCalls } from "../contract/portal/index.ts";
import type { WebDeps } from "../deps.ts";
import type { Handlers } from "../handlers.ts";
import { peopleHandlers } from "../people.ts";
import { portalSession } from "./session.ts";

/** What answers each area of the portal's calls. */
export function portalHandlers(deps: WebDeps): Handlers<PortalCalls> {
  return {
    session: portalSession(deps),
    people: peopleHandlers<CustomerRole>(deps),
  };
}

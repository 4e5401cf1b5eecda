import { ask } from "./ask.ts";
import { campaigns } from "./campaigns.ts";
import { home } from "./home.ts";
import { inbox } from "./inbox.ts";
import { interfaces } from "./interfaces.ts";
import { keys } from "./keys.ts";
import { messages } from "./messages.ts";
import { people } from "./people.ts";
import { pushes } from "./pushes.ts";
import { send } from "./send.ts";
import { session } from "./session.ts";
import { statistics } from "./statistics.ts";

/** Every call of the customers' portal: `POST /portal/api/AREA/NAME`. None names an account: it is the caller's own. */
export const portalCalls = {
  session,
  people,
  send,
  campaigns,
  ask,
  home,
  messages,
  inbox,
  interfaces,
  keys,
  pushes,
  statistics,
};
export type PortalCalls = typeof portalCalls;

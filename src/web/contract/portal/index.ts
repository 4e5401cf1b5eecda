import { people } from "./people.ts";
import { session } from "./session.ts";

/** Every call of the customers' portal: `POST /portal/api/AREA/NAME`. None names an account: it is the caller's own. */
export const portalCalls = {
  session,
  people,
};
export type PortalCalls = typeof portalCalls;

import { audit } from "./audit.ts";
import { session } from "./session.ts";
import { users } from "./users.ts";

/** Every call of the operators' console: `POST /console/api/AREA/NAME`. */
export const consoleCalls = {
  session,
  users,
  audit,
};
export type ConsoleCalls = typeof consoleCalls;

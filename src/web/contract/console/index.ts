import { accountLists } from "./account-lists.ts";
import { accountPeople } from "./account-people.ts";
import { accounts } from "./accounts.ts";
import { alarms } from "./alarms.ts";
import { audit } from "./audit.ts";
import { channels } from "./channels.ts";
import { credits } from "./credits.ts";
import { messages } from "./messages.ts";
import { overview } from "./overview.ts";
import { products } from "./products.ts";
import { reviews } from "./reviews.ts";
import { rules } from "./rules.ts";
import { session } from "./session.ts";
import { settings } from "./settings.ts";
import { users } from "./users.ts";
import { whatIf } from "./what-if.ts";

/** Every call of the operators' console: `POST /console/api/AREA/NAME`. */
export const consoleCalls = {
  session,
  overview,
  alarms,
  messages,
  accounts,
  accountLists,
  accountPeople,
  credits,
  users,
  audit,
  reviews,
  rules,
  channels,
  products,
  whatIf,
  settings,
};
export type ConsoleCalls = typeof consoleCalls;

import type { Catalogue } from "../words.ts";
import {
  accounts,
  accountTabs,
  billings,
  charges,
  deliveries,
  ledgerKinds,
  media,
  payments,
  pushModes,
  reviewModes,
  secretNames,
  signatureModes,
  signatureStates,
  templateStates,
  verdicts,
} from "./accounts.ts";
import { actions, areas } from "./actions.ts";
import { alarmKindHints, alarmKinds, alarmNumbers, alarms } from "./alarms.ts";
import { ask } from "./ask.ts";
import { audit } from "./audit.ts";
import { campaigns } from "./campaigns.ts";
import { channels, modes, ownFields } from "./channels.ts";
import { codes } from "./codes.ts";
import { common } from "./common.ts";
import { me } from "./me.ts";
import { messages, story } from "./messages.ts";
import { overview, standings } from "./overview.ts";
import { people } from "./people.ts";
import { inbox, interfaces, keys, operators, portalHome, portalMessages, portalPushes, portalStory, statistics } from "./portal.ts";
import { problems } from "./problems.ts";
import { classes, products } from "./products.ts";
import { reasons } from "./reasons.ts";
import { highlights, reviewKinds, reviewReasons, reviews, reviewWhy } from "./reviews.ts";
import { languages, permissions, roleHints, roles } from "./roles.ts";
import { blacklistSources, ruleKinds, rules } from "./rules.ts";
import { send } from "./send.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { signin } from "./signin.ts";
import { states } from "./states.ts";
import { ruleNames, whatIf, whys } from "./what-if.ts";
import { why } from "./why.ts";

/** Every area in English. */
export const en: Catalogue = {
  accounts,
  accountTabs,
  billings,
  charges,
  deliveries,
  ledgerKinds,
  media,
  payments,
  pushModes,
  reviewModes,
  secretNames,
  signatureModes,
  signatureStates,
  templateStates,
  verdicts,
  actions,
  areas,
  ask,
  audit,
  campaigns,
  channels,
  modes,
  ownFields,
  codes,
  common,
  me,
  overview,
  alarms,
  alarmKinds,
  alarmKindHints,
  alarmNumbers,
  standings,
  messages,
  story,
  people,
  inbox,
  interfaces,
  keys,
  operators,
  portalHome,
  portalMessages,
  portalPushes,
  portalStory,
  statistics,
  problems,
  reasons,
  languages,
  permissions,
  roleHints,
  roles,
  blacklistSources,
  ruleKinds,
  rules,
  highlights,
  reviewKinds,
  reviewReasons,
  reviewWhy,
  reviews,
  send,
  shell,
  signin,
  states,
  why,
  classes,
  products,
  settings,
  ruleNames,
  whatIf,
  whys,
};

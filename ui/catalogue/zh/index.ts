import { actions, areas } from "./actions.ts";
import { audit } from "./audit.ts";
import { codes } from "./codes.ts";
import { common } from "./common.ts";
import { me } from "./me.ts";
import { people } from "./people.ts";
import { problems } from "./problems.ts";
import { reasons } from "./reasons.ts";
import { languages, permissions, roleHints, roles } from "./roles.ts";
import { shell } from "./shell.ts";
import { signin } from "./signin.ts";
import { states } from "./states.ts";
import { why } from "./why.ts";

/** Every area in Chinese: the catalogue that says which words there are. */
export const zh = {
  actions,
  areas,
  audit,
  codes,
  common,
  me,
  people,
  problems,
  reasons,
  languages,
  permissions,
  roleHints,
  roles,
  shell,
  signin,
  states,
  why,
};

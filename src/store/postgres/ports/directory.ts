import type { SecretBox } from "../../../runtime/secret-box.ts";
import { openDirectory, sealPlan, sealSecrets } from "../../shared/directory.ts";
import type { AccountStore, DirectoryStore, RuleListStore, RuleStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { blacklisted, block, listBlacklist, unblock } from "../ops/blacklist.ts";
import * as directory from "../ops/directory.ts";
import { changeKeywords, keywords } from "../ops/keywords.ts";
import { loadRules } from "../ops/rules.ts";
import * as templates from "../ops/templates.ts";

export function directoryPort(engine: Engine, secrets: SecretBox): DirectoryStore {
  return {
    load: async () => openDirectory(await engine.snapshot(directory.load), secrets),
    version: () => engine.read(directory.version),
    apply: async (plan, at, seen) => {
      const sealed = sealPlan(plan, secrets);
      const sealedSeen = seen && sealPlan(seen, secrets);
      return engine.write((tx) => directory.apply(tx, sealed, at, sealedSeen));
    },
  };
}

export function rulePort(engine: Engine): RuleStore {
  return {
    load: () => engine.snapshot(loadRules),
    blacklisted: (after) => engine.read((tx) => blacklisted(tx, after)),
  };
}

export function ruleListPort(engine: Engine): RuleListStore {
  return {
    keywords: (after, limit, part) => engine.read((tx) => keywords(tx, after, limit, part)),
    changeKeywords: (add, remove) => engine.write((tx) => changeKeywords(tx, add, remove)),
    blacklist: (query) => engine.read((tx) => listBlacklist(tx, query)),
    block: (entries, keep) => engine.write((tx) => block(tx, entries, keep)),
    unblock: (accountId, phones) => engine.write((tx) => unblock(tx, accountId, phones)),
  };
}

export function accountPort(engine: Engine, secrets: SecretBox): AccountStore {
  const changeSecrets: AccountStore["changeSecrets"] = ({ id, login }, given) => {
    const sealed = sealSecrets(login, given, secrets);
    return engine.write((tx) => directory.changeSecrets(tx, id, sealed));
  };
  return {
    changePassword: (account, password) => changeSecrets(account, { password }),
    changeSecrets,
    templates: (accountId, id) => engine.read((tx) => templates.templates(tx, accountId, id)),
    addTemplate: (accountId, template, most, at) => engine.write((tx) => templates.addTemplate(tx, accountId, template, most, at)),
    changeTemplate: (accountId, template, at) => engine.write((tx) => templates.changeTemplate(tx, accountId, template, at)),
    deleteTemplate: (accountId, id) => engine.write((tx) => templates.deleteTemplate(tx, accountId, id)),
  };
}

import type { SecretBox } from "../../../runtime/secret-box.ts";
import { openDirectory, sealPlan, sealSecret } from "../../shared/directory.ts";
import type { AccountStore, DirectoryStore, RuleStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { blacklisted } from "../ops/blacklist.ts";
import * as directory from "../ops/directory.ts";
import { loadRules } from "../ops/rules.ts";
import * as templates from "../ops/templates.ts";

export function directoryPort(engine: Engine, secrets: SecretBox): DirectoryStore {
  return {
    load: async () => openDirectory(await engine.snapshot(directory.load), secrets),
    version: () => engine.read(directory.version),
    apply: async (plan, at) => {
      const sealed = sealPlan(plan, secrets);
      return engine.write((tx) => directory.apply(tx, sealed, at));
    },
  };
}

export function rulePort(engine: Engine): RuleStore {
  return {
    load: () => engine.snapshot(loadRules),
    blacklisted: (after) => engine.read((tx) => blacklisted(tx, after)),
  };
}

export function accountPort(engine: Engine, secrets: SecretBox): AccountStore {
  return {
    changePassword: ({ id, login }, password) => {
      const sealed = sealSecret(login, "password", password, secrets);
      return engine.write((tx) => directory.changeSecret(tx, id, "password", sealed));
    },
    templates: (accountId, id) => engine.read((tx) => templates.templates(tx, accountId, id)),
    addTemplate: (accountId, template, most) => engine.write((tx) => templates.addTemplate(tx, accountId, template, most)),
    changeTemplate: (accountId, template) => engine.write((tx) => templates.changeTemplate(tx, accountId, template)),
    deleteTemplate: (accountId, id) => engine.write((tx) => templates.deleteTemplate(tx, accountId, id)),
  };
}

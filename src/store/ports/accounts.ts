import type { Account } from "../../domain/directory.ts";
import type { TemplateEntry } from "../../domain/provisioning.ts";

/** What an account changes about itself. Every change makes the directory's version grow. */
export interface AccountStore {
  /** The old password stops working with the version that this makes. What a provisioning file declares doesn't undo it. */
  changePassword(account: Pick<Account, "id" | "login">, password: string): Promise<void>;
  /** The account's template of this id, or all by id; empty where there is none. */
  templates(accountId: number, id: string | undefined): Promise<readonly TemplateEntry[]>;
  /** False, and nothing added, where the account has `most` already. */
  addTemplate(accountId: number, template: TemplateEntry, most: number): Promise<boolean>;
  /** Sets text and state. False where the account has no such template. */
  changeTemplate(accountId: number, template: TemplateEntry): Promise<boolean>;
  deleteTemplate(accountId: number, id: string): Promise<boolean>;
}

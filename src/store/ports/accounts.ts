import type { Account, AccountSecrets } from "../../domain/directory.ts";
import type { TemplateEntry } from "../../domain/provisioning.ts";

/** What an account changes about itself. Every change makes the directory's version grow. */
export interface AccountStore {
  /** The old password stops working with the version that this makes. What a provisioning file declares doesn't undo it. */
  changePassword(account: Pick<Account, "id" | "login">, password: string): Promise<void>;
  /** Sets those that are given, as `changePassword` does, and leaves the others alone; given none, it changes nothing. */
  changeSecrets(account: Pick<Account, "id" | "login">, secrets: Partial<AccountSecrets>): Promise<void>;
  /** The account's template of this id, or all by id; empty where there is none. */
  templates(accountId: number, id: string | undefined): Promise<readonly TemplateEntry[]>;
  /** False, and nothing added, where the account has `most` already. One in state `review` waits from `at` on. */
  addTemplate(accountId: number, template: TemplateEntry, most: number, at: number): Promise<boolean>;
  /** Sets text and state, and forgets why it was returned. False where the account has no such template. */
  changeTemplate(accountId: number, template: TemplateEntry, at: number): Promise<boolean>;
  deleteTemplate(accountId: number, id: string): Promise<boolean>;
}

import type { Directory } from "../../domain/directory.ts";
import type { ApplyResult, PlanConflict, ProvisioningPlan } from "../../domain/provisioning.ts";

export interface DirectoryStore {
  /** The whole directory, secrets decrypted. */
  load(): Promise<Directory>;
  /** Its current version: cheap, polled by every node. */
  version(): Promise<number>;
  /**
   * All or nothing. Applying the same plan again changes nothing and keeps the version.
   *
   * @param seen what the plan's maker saw (domain/plan-of.ts): the plan is refused where its settings, list of ported numbers, a
   * channel, a product or an account are not what they were there (conflicts of code `changed`), and where it makes one whose name
   * is taken (`exists`), so that two who edit at once don't undo each other's work. Secrets and balances are no part of it. Undefined:
   * nothing is expected, as of a file.
   */
  apply(
    plan: ProvisioningPlan,
    at: number,
    seen?: ProvisioningPlan,
  ): Promise<{ readonly ok: true; readonly result: ApplyResult } | { readonly ok: false; readonly conflicts: readonly PlanConflict[] }>;
}

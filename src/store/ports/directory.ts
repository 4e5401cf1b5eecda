import type { Directory } from "../../domain/directory.ts";
import type { ApplyResult, PlanConflict, ProvisioningPlan } from "../../domain/provisioning.ts";

export interface DirectoryStore {
  /** The whole directory, secrets decrypted. */
  load(): Promise<Directory>;
  /** Its current version: cheap, polled by every node. */
  version(): Promise<number>;
  /** All or nothing. Applying the same plan again changes nothing and keeps the version. */
  apply(
    plan: ProvisioningPlan,
    at: number,
  ): Promise<{ readonly ok: true; readonly result: ApplyResult } | { readonly ok: false; readonly conflicts: readonly PlanConflict[] }>;
}

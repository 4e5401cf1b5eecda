import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CustomerPlan, provisioning } from "../support/provisioning.ts";
import type { Random } from "../support/random.ts";
import type { ServerOptions } from "../support/server.ts";
import { Customer } from "./customer.ts";

/** A data directory that outlives its servers, a provisioning file, and the customers it declares. */
export interface Scene extends AsyncDisposable {
  readonly serverOptions: ServerOptions;
  readonly customers: readonly Customer[];
}

/** Makes it in a temporary directory, which goes when the scene is disposed of. */
export async function openScene(random: Random, plans: readonly CustomerPlan[]): Promise<Scene> {
  const scratch = await mkdtemp(join(tmpdir(), "yizhan-crash-"));
  const apply = join(scratch, "provisioning.yaml");
  await writeFile(apply, provisioning(plans));
  let phones = 0;
  return {
    serverOptions: { data: join(scratch, "data"), apply, scratch },
    customers: plans.map((plan) => new Customer(plan, plan.credits, random, () => phones++)),
    [Symbol.asyncDispose]: () => rm(scratch, { recursive: true }),
  };
}

import { stringify } from "yaml";
import { OPERATORS } from "../domain/message.ts";
import type { ProvisioningPlan } from "../domain/provisioning.ts";
import { parseProvisioning } from "./parse.ts";
import type { SchemaFacts } from "./schema/plan.ts";
import { newSecret } from "./secret.ts";

/**
 * What a first start without a file of its own sets up: a simulated carrier (its receipts come after the simulator's own
 * default of 1 s), a product on it, and for every interface one account `demo-<interface>` with 10,000 credits and secrets
 * of its own.
 *
 * @param facts here `dialects` are the registered ones, each of which gets an account
 * @param random cryptographically random bytes, as many as asked for
 * @throws Error when the schema refuses it: then the simulator isn't registered, or this file is out of date
 */
export function demoPlan(facts: SchemaFacts, random: (size: number) => Uint8Array): ProvisioningPlan {
  const secret = (): string => newSecret(random);
  const text = stringify(
    {
      version: 1,
      channels: [{ name: "sim", kind: "simulator", operators: OPERATORS, code: "10690000" }],
      products: [{ name: "demo", routes: [{ media: "sms", operators: OPERATORS, channels: ["sim"] }] }],
      accounts: facts.dialects.map((dialect, index) => ({
        login: `demo-${dialect}`,
        name: `Demo account for ${dialect}`,
        dialects: [dialect],
        product: "demo",
        code: String(index + 1).padStart(2, "0"),
        credits: 10_000,
        unitPrice: "0.05",
        password: secret(),
        md5Key: secret(),
        veryCode: secret(),
      })),
    },
    { aliasDuplicateObjects: false },
  );
  const parsed = parseProvisioning(text, facts);
  if (!parsed.ok) throw new Error(`the demo set-up is refused: ${parsed.problems[0]?.message}`);
  return parsed.plan;
}

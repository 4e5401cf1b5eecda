import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadSecretKey, SecretBox } from "../runtime/secret-box.ts";
import { Problem } from "./problem.ts";

/** Opens secrets under the key of the environment or of the data directory, where the first use makes one. */
export function secretsIn(directory: string, env: Readonly<Record<string, string | undefined>>): SecretBox {
  try {
    return new SecretBox(loadSecretKey(env.YIZHAN_KEY, keyFile(directory)));
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The same, under a key that is there: none is made. */
export function existingSecrets(directory: string, env: Readonly<Record<string, string | undefined>>): SecretBox {
  const file = keyFile(directory);
  if ((env.YIZHAN_KEY ?? "") === "" && !existsSync(file))
    throw new Problem(`there is no key: put the backed-up server's secret.key at ${file} first, or set YIZHAN_KEY`);
  return secretsIn(directory, env);
}

function keyFile(directory: string): string {
  return join(directory, "secret.key");
}

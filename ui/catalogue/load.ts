import type { Language } from "../../src/domain/user.ts";
import type { Catalogue } from "./words.ts";

/** Words of one language; each has a chunk of its own. */
export async function catalogueOf(language: Language): Promise<Catalogue> {
  return language === "zh" ? (await import("./zh/index.ts")).zh : (await import("./en/index.ts")).en;
}

import { createHash } from "node:crypto";
import type { ClientSettings } from "../../client.ts";

/** Seed 004, 1.2: MD5 in 32 upper-case digits, unless `options.password` is `plain`, as some servers of the family want it. */
export function proofOf(password: string, options: ClientSettings["options"]): string {
  return options?.password === "plain" ? password : md5(password);
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex").toUpperCase();
}

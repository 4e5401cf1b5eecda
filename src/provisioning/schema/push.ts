import type { PushSettings } from "../../domain/directory.ts";
import { mapping, optional } from "../read/collections.ts";
import { type Reader, refined } from "../read/reader.ts";
import { oneOf, scalar } from "../read/scalars.ts";

const MAX_URL = 2_000;

/** An http(s) URL that can be pushed to, as it stands. Sentences don't repeat it: tokens live in URLs. */
function target(): Reader<string> {
  return scalar((value) => {
    if (typeof value !== "string" || value.length > MAX_URL || !/^https?:\/\/[^\s\p{C}]+$/iu.test(value) || !URL.canParse(value)) {
      return { wrong: `must be a URL that begins with http:// or https:// and has at most ${MAX_URL} characters` };
    }
    const { username, password, hash } = new URL(value);
    if (username !== "" || password !== "") return { wrong: "must not hold a user name or a password" };
    return hash === "" ? { value } : { wrong: "must not have a part after #, which is never sent" };
  });
}

/** How reports and inbound texts reach the account. */
export function push(): Reader<PushSettings> {
  const fields = mapping("push", {
    mode: optional(oneOf(["pull", "push", "both"])),
    method: optional(oneOf(["GET", "POST"])),
    reports: optional(target()),
    inbound: optional(target()),
  });
  return refined(fields, (value, complain) => {
    const hasTarget = value.reports !== undefined || value.inbound !== undefined;
    const mode = value.mode ?? (hasTarget ? "push" : "pull");
    if (mode !== "pull" && !hasTarget) complain(["mode"], `mode is ${mode}, but neither reports nor inbound says where to`);
    return { ...value, mode };
  });
}

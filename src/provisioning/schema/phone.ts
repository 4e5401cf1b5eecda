import { normalizePhone } from "../../text/phone.ts";
import type { Reader } from "../read/reader.ts";
import { scalar } from "../read/scalars.ts";

/** A phone number in the platform's one form. */
export function phone(): Reader<string> {
  return scalar((value) => {
    if (typeof value === "number") return { wrong: "must be in quotes: without them YAML reads the phone number as a quantity" };
    const normal = typeof value === "string" ? normalizePhone(value) : undefined;
    return normal === undefined
      ? { wrong: 'must be a phone number that can be texted: 11 digits for a mainland mobile, or "+" and country code for another one' }
      : { value: normal };
  });
}

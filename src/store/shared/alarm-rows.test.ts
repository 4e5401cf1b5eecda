import { expect, it } from "vitest";
import { SecretBox } from "../../runtime/secret-box.ts";
import { openAlarmSettings, sealAlarmSettings } from "./alarm-rows.ts";

it("how alarms are set is sealed as a whole, and opens under its key only", () => {
  const doc = JSON.stringify({ mail: { password: "mail-secret" } });
  const sealed = sealAlarmSettings(doc, new SecretBox(Buffer.alloc(32, 1)));
  expect(Buffer.from(sealed, "base64").toString("latin1")).not.toContain("mail-secret");
  expect(openAlarmSettings(sealed, new SecretBox(Buffer.alloc(32, 1)))).toBe(doc);
  expect(() => openAlarmSettings(sealed, new SecretBox(Buffer.alloc(32, 2)))).toThrow();
  expect(openAlarmSettings(undefined, new SecretBox(Buffer.alloc(32, 1)))).toBeUndefined();
});

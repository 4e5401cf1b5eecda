import { describe, expect, it } from "vitest";
import { examples } from "./examples.ts";
import { ACCOUNT } from "./fixtures.testing.ts";

const BASE = "http://127.0.0.1:8030/hzdfit";

describe("the lines to paste", () => {
  const { send, report } = examples({ base: BASE, account: ACCOUNT });

  it("carry the Keys that they need, and the secret itself nowhere", () => {
    // printf %s 13800000000MTexample-1HZKEY-5f1c | md5sum; printf %s 13800000000YEHZKEY-5f1c | md5sum
    expect(send).toContain("'Key=fc4efd92eda0387dd3fb7c8205e4e0e4'");
    expect(report).toContain("'Key=87a84a8a6fb9ad7deacbc6494f9e9bd4'");
    expect(send + report).not.toContain("HZKEY-5f1c");
  });

  it("go to the mount that they are for", () => {
    for (const line of [send, report]) expect(line).toContain(`curl '${BASE}/inter/sms_inter/SendMessage.aspx' `);
  });

  it("hold a signature where the account must have one in its texts", () => {
    const account = { ...ACCOUNT, signature: { mode: "in-content", custom: false, approved: ["腾飞"] } } as const;
    expect(examples({ base: BASE, account }).send).toContain("【腾飞】'");
    expect(send).not.toContain("【");
  });
});

import { describe, expect, it } from "vitest";
import { account, context, draft } from "./facts.testing.ts";
import { looksLikeSql, SQL_PATTERNS, sqlFree } from "./sql-text.ts";

describe("what looks like SQL", () => {
  it.each(Object.entries(SQL_PATTERNS))("%s", (sample, pattern) => {
    expect(pattern.test(sample)).toBe(true);
    expect(looksLikeSql(sample)).toBe(true);
    expect(looksLikeSql(`您好${sample.toUpperCase()}【腾飞】`)).toBe(true);
  });

  it.each([
    "' or '1'='1",
    "1' or '1' = '1' -- ",
    "x') OR ('a'='a",
    "admin' or username='admin",
    "验证码1；drop table users；--",
    "Robert'); DROP TABLE Students;--",
    "delete from users【星辰】",
    "测试DELETE FROM t_user",
    "SELECT\t*\r\nFROM\n users",
    "select/**/*/* x */from users",
    "ｓｅｌｅｃｔ　＊　ｆｒｏｍ　ｕｓｅｒｓ",
    "id=1 UNION ALL SELECT 1,2,3--",
    "1 and 1=1",
    "1 or 'x'='x'",
    "insert into users (name, pass) values ('a', 'b')",
    "insert into users values(1)",
    "truncate table sms_log;",
    "; exec master..xp_cmdshell 'dir'",
    "1;waitfor delay '0:0:5'--",
    "update users set password='x' where 1=1",
  ])("%s", (text) => {
    expect(looksLikeSql(text)).toBe(true);
  });
});

describe("what doesn't", () => {
  it.each([
    "您的验证码是123456，5分钟内有效。【腾飞】",
    "尊敬的客户：您的订单'A1023'已发货；请注意查收。",
    "点击 https://example.com/a?select=1&from=2&id=3;x='y'#top 查看",
    "https://example.com/?q=union%20select&or=1",
    "Please select a gift from our store, or drop in.",
    "Select your seat from the list where you see a = sign",
    "Select user(s) from the menu.",
    "Western Union Select members save 5%",
    "Union select 5 members today",
    "The credit union selected new officers and updated the rules.",
    "You can drop table reservations at the desk.",
    "Drop table bookings by 5pm, please.",
    "Items you delete from cart can't be restored.",
    "Delete from your list what isn't needed.",
    "Insert into slot A (left) the card",
    "Please insert into the reader and wait",
    "Update: set alarm for 7, or 8",
    "Create table bookings (2 seats) online",
    "Alter table settings, add chairs",
    "Eat well and sleep (8 hours)",
    "Maintenance tonight; shutdown at 23:00 -- sorry",
    "He said 'yes' -- then left",
    'They call it "A" or "B" like always',
    "'rock' and roll=fun",
    "It's 2 and 2 is 4, or 1 = one",
    "Tickets #1 or #2? 'Both' #happy days",
    "1=1",
    "价格 a=1 or b=2",
    '恭喜您获得"金牌会员"资格 -- 腾飞公司',
    "",
    "/* 未完",
  ])("%s", (text) => {
    expect(looksLikeSql(text)).toBe(false);
  });
});

it.each(["/*", "select ", "' or ", "')", "union select a,", "insert into a (", "delete from ", " ", "where a ", "a.", "or 1", "'(((("])(
  "is looked for without going back and forth in 100,000 units of %j (else this test takes hours)",
  (piece) => {
    expect(looksLikeSql(`select ${piece.repeat(Math.ceil(100_000 / piece.length))}`)).toBe(false);
  },
);

describe("the rule", () => {
  const text = "' or 1=1 --";

  it("refuses for an account that asks for it", () => {
    expect(sqlFree(context({ account: account({ refuseSqlText: true }), draft: draft(text) }))?.reason).toBe("content-illegal");
    expect(sqlFree(context({ account: account({ refuseSqlText: true }), draft: draft("早", text) }))?.reason).toBe("content-illegal");
  });

  it("lets others write what they like, and reads no MMS", () => {
    expect(sqlFree(context({ draft: draft(text) }))).toBeUndefined();
    const mms = { ...draft(text), medium: "mms" as const };
    expect(sqlFree(context({ account: account({ refuseSqlText: true }), draft: mms }))).toBeUndefined();
  });
});

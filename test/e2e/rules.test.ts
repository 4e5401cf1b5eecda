import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/runtime/clock.ts";
import { CUSTOMER, House, PLAN } from "../house/house.ts";
import { HuaxinClient } from "../house/huaxin-client.ts";
import { until } from "../house/until.ts";

const RULES = `
  - { login: signed, dialects: [huaxin], product: standard, password: Signed-1, credits: 100, signatures: [星辰], signature: { mode: prepend } }
  - { login: strict, dialects: [huaxin], product: standard, password: Strict-1, credits: 100, signatures: [腾飞公司], signature: { mode: in-content } }
  - { login: reviewed, dialects: [huaxin], product: standard, password: Reviewed-1, credits: 100, review: all }
  - login: templated
    dialects: [huaxin]
    product: standard
    password: Templated-1
    credits: 100
    review: unmatched
    templates: [{ id: T-1, text: "您的取件码是@" }]
  - { login: guarded, dialects: [huaxin], product: standard, password: Guarded-1, credits: 100, refuseSqlText: true }
keywords: [违禁词甲, 违禁词乙]
blacklist: ["13700000000"]
`;

let house: House;
beforeAll(async () => {
  house = await House.open({ plan: PLAN + RULES.slice(1) });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
});

let phone = 13_600_000_000;
/** A phone that nobody has written to. */
function fresh(): string {
  phone += 1;
  return String(phone);
}

function client(login: string): HuaxinClient {
  return new HuaxinClient(house, login === "customer" ? CUSTOMER : { login, password: `${login[0]?.toUpperCase()}${login.slice(1)}-1` });
}

async function message(login: string, content: string): Promise<string | undefined> {
  return (await client(login).send(fresh(), content)).message;
}

async function delivered(login: string, taskid: string): Promise<void> {
  await until("its report", async () => (await client(login).query({ taskid })).some((box) => box.errorcode === "DELIVRD"));
}

describe("the platform's rules, as a customer meets them", () => {
  it("a keyword refuses the text, whatever stands around it", async () => {
    expect(await message("customer", "说一句违禁词乙的话")).toBe("敏感词汇");
    expect(await message("customer", "说一句别的话")).toBe("操作成功");
  });

  it("a signature is asked for in the content, and must be an approved one of 2 to 8 characters", async () => {
    expect(await message("strict", "您的验证码：1439")).toBe("需要签名");
    expect(await message("strict", "您的验证码：1439【腾】")).toBe("签名错误");
    expect(await message("strict", "您的验证码：1439【别家公司】")).toBe("签名错误");
    expect(await message("strict", "您的验证码：1439【腾飞公司】")).toBe("操作成功");
    expect(await message("strict", "【腾飞公司】您的验证码：1439")).toBe("操作成功");
  });

  it("a signature that the platform puts there is billed with the text", async () => {
    const before = await client("signed").credits();
    await client("signed").send(fresh(), "字".repeat(66));
    await client("signed").send(fresh(), "字".repeat(67));
    expect(before - (await client("signed").credits())).toBe(1 + 2);
  });

  it("a blacklisted number fails by itself, and refuses a submission of its own", async () => {
    expect(await client("customer").send(`13700000000,${fresh()}`, "您好")).toMatchObject({ message: "操作成功", count: 1 });
    expect((await client("customer").send("+8613700000000", "您好")).message).toBe("黑名单的手机号码");
  });

  it("the fourth code within three minutes and the eleventh text of a day are refused, and not charged", async () => {
    const codes = fresh();
    const texts = fresh();
    const before = await client("customer").credits();
    const answers: (string | undefined)[] = [];
    for (let n = 0; n < 4; n++) answers.push((await client("customer").send(codes, `您的验证码是${n}`)).message);
    expect(answers).toEqual(["操作成功", "操作成功", "操作成功", "操作过于频繁"]);
    for (let n = 0; n < 10; n++) await client("customer").send(texts, `第${n}条`);
    expect((await client("customer").send(texts, "第11条")).message).toBe("操作过于频繁");
    expect(await client("customer").send(`${texts},${fresh()}`, "您好")).toMatchObject({ message: "操作成功", count: 1 });
    expect(before - (await client("customer").credits())).toBe(3 + 10 + 1);
  });

  it("text that looks like SQL is refused where the account wants that", async () => {
    expect(await message("guarded", "1' OR '1'='1")).toBe("敏感词汇");
    expect(await message("customer", "1' OR '1'='1")).toBe("操作成功");
  });

  it("reviewed content waits for its reviewer, and the same text goes by itself from then on", async () => {
    const first = await client("reviewed").send(fresh(), "活动开始了");
    expect(first.message).toBe("操作成功");
    const submissionId = Number(first.task);
    expect(await house.store.reviews.list(0, 9)).toMatchObject([{ submissionId, text: "活动开始了" }]);
    await house.store.reviews.decide({ submissionId, approve: true, reason: "", actor: "test", at: systemClock.now() });
    await delivered("reviewed", first.task ?? "");
    const second = await client("reviewed").send(fresh(), "活动开始了");
    await delivered("reviewed", second.task ?? "");
  });

  it("what matches an enabled template goes at once, other text waits", async () => {
    const matching = await client("templated").send(fresh(), "您的取件码是A-1234");
    await delivered("templated", matching.task ?? "");
    const other = await client("templated").send(fresh(), "全场五折");
    expect(await house.store.reviews.list(0, 9)).toMatchObject([{ submissionId: Number(other.task) }]);
  });
});

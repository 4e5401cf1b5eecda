import type { AlarmKind } from "../domain/alarms.ts";
import type { Language } from "../domain/user.ts";
import { type AlarmFacts, factsOf } from "./finding.ts";

/** What an alarm says to people. */
export interface Sentences {
  /** Its kind in a few words. */
  readonly name: string;
  /** What is the matter, with what was measured and the threshold. */
  readonly what: string;
  /** What to do first. */
  readonly first: string;
}

interface Words {
  readonly name: string;
  readonly what: (subject: string, facts: Facts) => string;
  readonly first: string | ((facts: Facts) => string);
}

type Facts = { readonly of: (name: string) => string; readonly has: (name: string) => boolean; readonly time: (name: string) => string };

const ZH: Readonly<Record<AlarmKind, Words>> = {
  "channel-down": {
    name: "通道异常",
    what: (subject, { of, has }) =>
      `通道 ${subject} ${STANDING.zh[of("standing")] ?? of("standing")}${has("trouble") ? `。最近一次错误：${of("trouble")}` : ""}`,
    first: ({ of }) =>
      of("standing") === "unheard"
        ? "先确认带 dispatch 角色的进程是否在运行；没有任何进程在报告这条通道的状态。"
        : of("standing") === "failing"
          ? "先看通道页最近一次拒绝的代码；连接正常但连续失败，系统已自动停用并定时试探。"
          : "先看通道页的最近错误，再确认上游地址、帐号和网络；短信会走产品里的其他通道，没有其他通道的会排队。",
  },
  "success-rate": {
    name: "成功率低",
    what: (subject, { of }) =>
      `通道 ${subject} 最近 ${of("minutes")} 分钟成功率 ${of("percent")} %，低于 ${of("least")} %（完成 ${of("messages")} 条）`,
    first: "先在短信列表里按这条通道和“失败”筛选，看失败代码集中在哪几个；是上游的问题就把通道排空，让短信走其他通道。",
  },
  "receipt-rate": {
    name: "回执率低",
    what: (subject, { of }) =>
      `通道 ${subject} 最近 ${of("minutes")} 分钟回执率 ${of("percent")} %，低于 ${of("least")} %（提交 ${of("messages")} 条）`,
    first: "先看通道页的会话是否都在线、有没有无主回执，再向上游确认回执是否积压。",
  },
  "backlog-age": {
    name: "积压",
    what: (subject, { of, time }) =>
      `有 ${of("waiting")} 条短信在排队，最早的已等 ${time("age")}，超过 ${time("most")}；排队最久的帐号是 ${subject}`,
    first: "先看概况里的通道：是否有通道断开、排空或被限速；都正常则是发送量超过了通道的速率。",
  },
  "balance-low": {
    name: "余额不足",
    what: (subject, { of }) =>
      `帐号 ${subject} 还剩 ${of("credits")} 条；过去一周平均每天用 ${of("daily")} 条，` +
      `可用 ${of("days")} 天（提醒线：${of("leastCredits")} 条或 ${of("leastDays")} 天）`,
    first: "先联系客户充值；余额用完后提交会被拒绝。",
  },
  "push-dead": {
    name: "推送地址不通",
    what: (subject, { of, time }) =>
      `帐号 ${subject} 的${PUSHED.zh[of("push")] ?? of("push")}推送不出去，最早的已等 ${time("age")}${of("note") === "" ? "" : `；最近一次结果：${of("note")}`}`,
    first: "先通知客户检查接收地址；恢复后会自动补推，已放弃的可以在推送页重新推送。",
  },
  "reviews-waiting": {
    name: "待审核",
    what: (_subject, { of, time }) =>
      `有 ${of("count")} 项在等待审核，最早的已等 ${time("age")}（提醒线：${time("most")} 或 ${of("mostCount")} 项）`,
    first: "先去审核页处理最早的；待审核的短信在通过之前不会发送。",
  },
  "account-silent": {
    name: "客户突然停发",
    what: (subject, { of }) => `帐号 ${subject} 已 ${of("minutes")} 分钟没有提交；过去一周的这个时段平均每小时 ${of("usual")} 条`,
    first: "先看帐号页的最近调用：有被拒绝的调用说明客户在重试，没有任何调用就联系客户确认他们的系统。",
  },
};

const EN: Readonly<Record<AlarmKind, Words>> = {
  "channel-down": {
    name: "Channel down",
    what: (subject, { of, has }) =>
      `Channel ${subject} ${STANDING.en[of("standing")] ?? of("standing")}${has("trouble") ? `. Latest trouble: ${of("trouble")}` : ""}`,
    first: ({ of }) =>
      of("standing") === "unheard"
        ? "First see whether processes with the role dispatch are running: none of them says how this channel does."
        : of("standing") === "failing"
          ? "First see the latest rejection's code on the channel's page: it is connected but keeps failing, so it is left alone and tried now and then."
          : "First see the latest trouble on the channel's page, then the upstream's address, account and network. Messages take the product's other channels; without any, they wait.",
  },
  "success-rate": {
    name: "Low success rate",
    what: (subject, { of }) =>
      `Channel ${subject} delivered ${of("percent")} % in the last ${of("minutes")} minutes, below ${of("least")} % (${of("messages")} messages ended)`,
    first:
      "First list this channel's failed messages and see which codes they have; if it is the upstream, drain the channel so that messages take others.",
  },
  "receipt-rate": {
    name: "Low receipt rate",
    what: (subject, { of }) =>
      `Channel ${subject} had receipts for ${of("percent")} % in the last ${of("minutes")} minutes, below ${of("least")} % (${of("messages")} messages sent)`,
    first:
      "First see on the channel's page whether all sessions are bound and whether there are receipts of nobody's, then ask the upstream whether receipts are late.",
  },
  "backlog-age": {
    name: "Backlog",
    what: (subject, { of, time }) =>
      `${of("waiting")} messages wait, the oldest for ${time("age")}, longer than ${time("most")}; it is account ${subject}'s`,
    first:
      "First look at the channels on the overview: one may be down, drained or throttled. If all are well, more is sent than they are fast.",
  },
  "balance-low": {
    name: "Low balance",
    what: (subject, { of }) =>
      `Account ${subject} has ${of("credits")} credits left, enough for ${of("days")} days at last week's ${of("daily")} a day ` +
      `(told below ${of("leastCredits")} credits or ${of("leastDays")} days)`,
    first: "First ask the customer to recharge: submissions are refused once the credits are used up.",
  },
  "push-dead": {
    name: "Push endpoint dead",
    what: (subject, { of, time }) =>
      `Account ${subject}'s ${PUSHED.en[of("push")] ?? of("push")} can't be pushed, the oldest for ${time("age")}${of("note") === "" ? "" : `; latest outcome: ${of("note")}`}`,
    first:
      "First tell the customer to look at their endpoint. What waits is pushed by itself once it answers; what was given up can be pushed again.",
  },
  "reviews-waiting": {
    name: "Reviews waiting",
    what: (_subject, { of, time }) =>
      `${of("count")} reviews wait, the oldest for ${time("age")} (told after ${time("most")}, or above ${of("mostCount")})`,
    first: "First decide the oldest on the reviews page: texts that are held are not sent before.",
  },
  "account-silent": {
    name: "Customer suddenly silent",
    what: (subject, { of }) =>
      `Account ${subject} has sent nothing for ${of("minutes")} minutes; at this time of the past week it sent ${of("usual")} messages an hour`,
    first:
      "First see its latest calls on the account's page: refused ones mean that the customer is trying; none at all, that their system should be looked at.",
  },
};

const STANDING: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: { "not connected": "未连接", failing: "连续失败，已熔断", unheard: "没有进程在运行" },
  en: { "not connected": "is not connected", failing: "keeps failing and is left alone", unheard: "is run by no server" },
};
const PUSHED: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: { report: "状态报告", inbound: "上行短信" },
  en: { report: "reports", inbound: "inbound texts" },
};

/** An alarm in words. @param alarm as it is stored; one of a kind that this version doesn't know says its kind and subject */
export function sentencesOf(
  { kind, subject, facts }: { readonly kind: string; readonly subject: string; readonly facts: string },
  language: Language,
): Sentences {
  const words = (language === "zh" ? ZH : EN)[kind as AlarmKind] as Words | undefined;
  if (!words) return { name: kind, what: subject === "" ? kind : `${kind}: ${subject}`, first: "" };
  const read = readerOf(factsOf(facts), language);
  const { name, what, first } = words;
  return { name, what: what(subject, read), first: typeof first === "string" ? first : first(read) };
}

function readerOf(facts: AlarmFacts, language: Language): Facts {
  const numbers = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 1 });
  return {
    of: (name) => {
      const fact = facts[name];
      return typeof fact === "number" ? numbers.format(fact) : (fact ?? "");
    },
    has: (name) => facts[name] !== undefined && facts[name] !== "",
    time: (name) => timeOf(Number(facts[name] ?? 0), language),
  };
}

const UNITS = [
  { seconds: 172_800, per: 86_400, zh: "天", en: ["day", "days"] },
  { seconds: 7_200, per: 3_600, zh: "小时", en: ["hour", "hours"] },
  { seconds: 120, per: 60, zh: "分钟", en: ["minute", "minutes"] },
  { seconds: 0, per: 1, zh: "秒", en: ["second", "seconds"] },
] as const;

/** A duration of so many seconds, in its largest unit that says enough. */
export function timeOf(seconds: number, language: Language): string {
  const unit = UNITS.find((one) => seconds >= one.seconds) ?? UNITS[3];
  const count = Math.floor(seconds / unit.per);
  return language === "zh" ? `${count} ${unit.zh}` : `${count} ${unit.en[count === 1 ? 0 : 1]}`;
}

import type { OwnCode } from "../../../src/domain/codes.ts";

/** Codes of reports that say by themselves why a message ended. */
export const codes = {
  "YZ:NUMBER": "号码无效，无法发送",
  "YZ:BLACK": "号码在黑名单中",
  "YZ:LIMIT": "该号码短时间内接收过多",
  "YZ:ROUTE": "没有通往该号码运营商的路由",
  "YZ:REVIEW": "内容未通过审核",
  "YZ:CANCEL": "发送前已由客户取消",
  "YZ:GIVEUP": "在规定时间内没有通道接收",
  "YZ:CREDIT": "扣费时余额不足",
  EXPIRED: "在通道有效期内未收到回执",
  UNKNOWN: "已提交到通道，但既无应答也无回执",
  DELIVRD: "运营商确认已送达",
  UNDELIV: "运营商报告无法送达",
  REJECTD: "运营商拒绝",
} as const satisfies Record<OwnCode, string> & Record<string, string>;

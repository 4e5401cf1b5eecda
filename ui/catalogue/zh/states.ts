import type { MessageState } from "../../../src/domain/message.ts";

/** States of a message. */
export const states = {
  held: "待审核",
  queued: "待发送",
  leased: "发送中",
  sent: "已提交，待回执",
  delivered: "已送达",
  failed: "失败",
  unknown: "结果未知",
  cancelled: "已取消",
  unanswered: "通道未应答",
} as const satisfies Record<MessageState, string>;

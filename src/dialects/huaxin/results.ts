/**
 * Result codes: seed 004, chapter 10, and the dialect's page for the ones below the line. Texts are the page's, which
 * shortens 1009 and 1010.
 */
export const RESULTS = {
  1: { name: "OK", text: "操作成功" },
  1001: { name: "ParamError", text: "参数错误" },
  1002: { name: "UserNameEmpty", text: "用户名为空" },
  1003: { name: "PasswordEmpty", text: "密码为空" },
  1004: { name: "UserNameError", text: "用户名错误" },
  1005: { name: "PasswordError", text: "密码错误" },
  1006: { name: "BindIpError", text: "IP绑定错误" },
  1007: { name: "UserStop", text: "帐户已停用" },
  1008: { name: "UserIdError", text: "UserId参数错误，该值必需要是数字，由供应商提供。" },
  1009: { name: "Text64Error", text: "Text64参数错误" },
  1010: { name: "StampError", text: "时间戳错误" },
  2001: { name: "ContentEmpty", text: "内容为空" },
  1103: { name: "MsisdnEmpty", text: "手机号码为空" },
  1104: { name: "ExtNumberError", text: "扩展错误" },
  2105: { name: "ContentLong", text: "内容太长" },
  1106: { name: "NoChannel", text: "没有发送通道" },
  2107: { name: "SensitiveWords", text: "敏感词汇" },
  1108: { name: "MsisdnError", text: "错误的手机号码" },
  1109: { name: "MsisdnBlack", text: "黑名单的手机号码" },
  1110: { name: "MsisdnNoChannel", text: "没有通道的手机号码" },
  1111: { name: "AmountNotEnough", text: "额度不足" },
  1112: { name: "NoProduct", text: "没有配置产品" },
  2113: { name: "RequiredSuffix", text: "需要签名" },
  2114: { name: "SuffixError", text: "签名错误" },
  3001: { name: "SubjectEmpty", text: "主题为空" },
  9999: { name: "InternalError", text: "系统内部错误" },
  // ---- in the document's own sample (9.1), or inferred from the family's service description
  1119: { name: "NoEnabled", text: "未启用该功能" },
  1011: { name: "SendTimeError", text: "定时时间错误" },
  1118: { name: "FrequentOperation", text: "操作过于频繁" },
  1120: { name: "TemplateIdError", text: "模板ID错误" },
  2106: { name: "MsisdnsMany", text: "号码过多" },
} as const satisfies Record<number, { readonly name: string; readonly text: string }>;

export type ResultCode = keyof typeof RESULTS;

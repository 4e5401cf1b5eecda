/** Seed 000, 2, 3 and 6: every Result and its MSG. */
export const RESULTS = {
  "0": "成功提交，发送处理中",
  "-1": "信息未查询到",
  "-2": "参数提交有误",
  "-3": "无此用户或用户被冻结",
  "-4": "IP地址不准确",
  "-5": "获取短信发送参数有误",
  "-6": "签名验证不通过",
  "-7": "重复提交",
  "-8": "查询异常，重新提交",
  "-9": "提交异常，请先进行查询确认后在提交",
  "-10": "提交状态未知，请先查询后再提交",
  "-11": "余额不足",
  "-12": "写入数据库时异常",
} as const satisfies Record<string, string>;

export type Result = keyof typeof RESULTS;
export type Failure = Exclude<Result, "0">;

/** Seed 000, 6: a balance says its success in words of its own. */
export const BALANCE_FOUND = "余额查询成功";

import type { FaultCode } from "../../shared/problem.ts";

/** Why a call was not answered, by its code. */
export const problems = {
  "not-signed-in": "登录已失效，请重新登录。",
  "wrong-password": "用户名或密码不正确。",
  "wrong-code": "验证码不正确，或已使用过。",
  locked: "失败次数过多，已暂时锁定，请稍后再试。",
  "too-often": "操作过于频繁，请稍后再试。",
  forbidden: "没有此操作的权限。",
  "must-change-password": "请先设置新密码。",
  "second-factor-needed": "请先完成两步验证。",
  "stale-page": "页面已过期，请刷新后重试。",
  "not-found": "对象不存在，可能已被删除。",
  taken: "名称已被占用。",
  conflict: "内容已被他人修改，请刷新后重试。",
  "wrong-input": "填写的内容有误。",
  refused: "操作被拒绝。",
  "too-large": "内容过大。",
  busy: "系统繁忙，请稍后再试。",
  internal: "系统内部错误，未能完成。服务器日志中有详细原因。",
  network: "无法连接服务器，请检查网络后重试。",
  unreadable: "服务器的应答无法识别。",
} as const satisfies Record<FaultCode, string>;

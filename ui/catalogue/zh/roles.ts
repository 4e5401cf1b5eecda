import type { Language, Permission, UserRole } from "../../../src/domain/user.ts";

/** Roles, what each is for, permissions, and the languages by their own names. */
export const roles = {
  admin: "管理员",
  operations: "运营",
  reviewer: "审核员",
  finance: "财务",
  support: "客服（只读）",
  owner: "负责人",
  sender: "发送员",
  viewer: "只读成员",
} as const satisfies Record<UserRole, string>;

export const roleHints = {
  admin: "全部权限",
  operations: "除用户管理、充值和查看密钥外的全部权限",
  reviewer: "审核签名、模板和内容",
  finance: "充值、调账和对账",
  support: "查看，不能修改；号码打码显示，看不到短信内容",
  owner: "本帐号的全部权限",
  sender: "发送、申请模板和签名、导出",
  viewer: "只能查看",
} as const satisfies Record<UserRole, string>;

export const permissions = {
  "overview.see": "查看运行概况",
  "messages.see": "查看短信",
  "phones.see": "查看完整号码",
  "texts.see": "查看短信内容",
  "exports.make": "导出",
  "accounts.see": "查看帐号",
  "accounts.edit": "修改帐号",
  "secrets.see": "查看密码和密钥",
  "accounts.enter": "代客户登录",
  "credits.see": "查看余额和流水",
  "credits.book": "充值和调账",
  "reviews.see": "查看审核",
  "reviews.decide": "审核",
  "channels.see": "查看通道",
  "channels.switch": "启停通道、测试发送",
  "channels.edit": "修改通道、产品和路由",
  "rules.see": "查看规则",
  "rules.edit": "修改规则",
  "inbound.see": "查看上行",
  "pushes.see": "查看推送",
  "pushes.replay": "重新推送",
  "alarms.see": "查看告警",
  "alarms.edit": "修改告警",
  "audit.see": "查看操作日志",
  "users.edit": "管理用户",
  "portal.see": "查看",
  "portal.send": "发送短信",
  "portal.ask": "申请模板和签名",
  "portal.export": "导出",
  "portal.manage": "管理接口设置和成员",
} as const satisfies Record<Permission, string>;

export const languages = {
  zh: "中文",
  en: "English",
} as const satisfies Record<Language, string>;

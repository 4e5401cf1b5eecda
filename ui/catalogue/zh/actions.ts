/** What the audit log calls each call that changes something; a test knows when one is missing. */
export const actions = {
  "session.signIn": "登录",
  "session.begin": "启用客户平台",
  "session.giveCode": "两步验证",
  "session.signOut": "退出登录",
  "session.changePassword": "修改自己的密码",
  "session.changeLanguage": "切换界面语言",
  "session.confirmTotp": "启用两步验证",
  "session.dropTotp": "停用两步验证",
  "session.endSession": "退出自己的某个设备",
  "session.endOthers": "退出自己的其他设备",
  "users.add": "添加用户",
  "users.change": "修改用户",
  "users.resetPassword": "重置用户密码",
  "users.dropSecondFactor": "取消用户的两步验证",
  "users.endSession": "强制用户退出登录",
  "users.remove": "删除用户",
  "people.add": "添加成员",
  "people.change": "修改成员",
  "people.resetPassword": "重置成员密码",
  "people.dropSecondFactor": "取消成员的两步验证",
  "people.endSession": "强制成员退出登录",
  "people.remove": "删除成员",
} as const;

/** The areas of calls, for the log's filter. */
export const areas = {
  session: "登录与个人设置",
  users: "用户",
  people: "客户成员",
} as const;

/** Further words that say why something was refused at the console or the portal, beside `reasons`. */
export const why = {
  "too-short": "密码至少需要 10 个字符",
  "too-long": "密码过长",
  "is-name": "密码不能与用户名相同",
  "too-common": "密码过于常见，容易被猜中",
  "user-disabled": "该用户已停用",
} as const;

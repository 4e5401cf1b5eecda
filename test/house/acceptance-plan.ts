/** Where the accounts of the plan that are pushed to have their pushes go, without a slash at the end. */
export interface AcceptanceSink {
  readonly url: string;
}

/** Nobody listens there: for tests in which nothing is pushed. */
const NOBODY: AcceptanceSink = { url: "http://127.0.0.1:9" };

/**
 * A platform with one account of every kind that the interfaces tell apart: postpaid, poor, frozen, fenced, reviewed, strict about
 * signatures, without product or channel, pulling and pushed to.
 */
export function acceptancePlan({ url }: AcceptanceSink = NOBODY): string {
  return `
version: 1
settings:
  frequency:
    verification: { match: 验证码, limit: 3, window: 3m }
    daily: { limit: 10 }
    exemptPhones: ["13800138000", "13800138001", "13800000001"]
  push: { allowAddresses: ["127.0.0.0/8"] }
  hosts: [{ host: sms.inter28.test, dialect: inter28 }]
keywords: [违禁词甲, 违禁词乙]
blacklist: ["13700000000"]

channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
  - { name: sim-mms, kind: simulator, media: mms, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
  - { name: sim-down, kind: simulator, enabled: false, operators: [mobile, unicom, telecom], code: "10690008" }
  - { name: sim-short, kind: simulator, operators: [mobile, unicom, telecom], code: "10690009", concatenate: false, simulator: { receiptDelay: 20ms } }

products:
  - name: standard
    routes:
      - { media: sms, operators: [mobile, unicom, telecom], channels: [sim] }
      - { media: mms, operators: [mobile, unicom, telecom], channels: [sim-mms] }
  - { name: mobile-only, routes: [{ media: sms, operators: [mobile], channels: [sim] }] }
  - { name: short, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim-short] }] }
  - { name: nowhere, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim-down] }] }

accounts:
  - login: "13800000000"
    dialects: [hzdfit]
    product: standard
    code: "01"
    credits: 100000
    unitPrice: "0.05"
    md5Key: HZKEY-5f1c
    push: { reports: "${url}/hzdfit/report", inbound: "${url}/hzdfit/inbound" }
  - login: "13800000009"
    dialects: [hzdfit]
    product: standard
    credits: 2
    md5Key: HZKEY-poor
    push: { reports: "${url}/hzdfit/report" }
  - login: qxtuser
    dialects: [qxt]
    product: standard
    code: "02"
    password: Qxt-pass-1
    credits: 100000
    mmsCredits: 50
    push: { reports: "${url}/qxt/report", inbound: "${url}/qxt/inbound" }
  - { login: qxtpoor, dialects: [qxt], product: standard, code: "12", password: Qxt-pass-2, credits: 1, push: { reports: "${url}/qxtpoor/report" } }
  - login: qxtbulk
    dialects: [qxt]
    product: short
    code: "13"
    password: Qxt-pass-3
    credits: 10000
    minRecipients: 3
    qxtBatch: 50
    push: { method: POST, reports: "${url}/qxtbulk/report" }
  - { login: qxtshort, dialects: [qxt], product: short, password: Qxt-pass-4, credits: 10000, push: { reports: "${url}/qxtshort/report" } }
  - login: JSM40001
    dialects: [xunchen]
    product: standard
    code: "03"
    password: abc123
    veryCode: vc12345
    credits: 100003
    signatures: [江苏迅辰, 迅辰002, 迅辰003]
    signature: { mode: prepend, custom: false }
    templates:
      - { id: JSM40001-0001, text: "尊敬的@1@@2@,您在本站注册的手机验证码为@3@，请在验证页面及时输入。" }
      - { id: JSM40001-0009, text: "停用的模板@1@", state: disabled }
      - { id: JSM40001-0010, text: "待审的模板@1@", state: review }
  - login: JSM40002
    dialects: [xunchen]
    product: standard
    code: "23"
    password: abc123
    credits: 3
    charge: on-delivery
    signatures: [江苏迅辰]
    signature: { mode: prepend, custom: true }
  - { login: inter28user, enterpriseId: 12, dialects: [inter28], product: standard, code: "04", password: Plain-28, credits: 109348, payment: postpaid, creditLimit: 0 }
  - login: acct
    dialects: [huaxin, inter28, qxt]
    product: standard
    code: "05"
    password: abc123
    credits: 1000000
    mmsCredits: 1000
    templateSubmission: true
  - login: strict
    enterpriseId: 77
    dialects: [huaxin]
    product: mobile-only
    code: "06"
    password: abc12345X
    credits: 20
    signatures: [腾飞公司]
    signature: { mode: in-content }
  - login: test
    enterpriseId: 1
    dialects: [huaxin]
    product: standard
    code: "07"
    password: test
    credits: 100
    payment: postpaid
    creditLimit: 1000
    signatures: [奥创时代]
    signature: { mode: in-content }
  - login: pushed
    dialects: [huaxin]
    product: standard
    code: "08"
    password: Push-08
    credits: 1000
    optOut: true
    push: { reports: "${url}/huaxin/report", inbound: "${url}/huaxin/inbound" }
  - { login: frozen, dialects: [huaxin, hzdfit, xunchen, inter28, qxt], enabled: false, product: standard, password: abc123, md5Key: FROZENKEY, veryCode: v }
  - { login: fenced, dialects: [huaxin, hzdfit, xunchen, inter28, qxt], allowFrom: ["192.0.2.0/24"], product: standard, password: abc123, md5Key: FENCEDKEY, veryCode: v }
  - { login: wrongdoor, dialects: [qxt], product: standard, password: abc123, md5Key: WRONGDOORKEY, veryCode: v, credits: 10 }
  - { login: wrongdoor2, dialects: [huaxin], product: standard, password: abc123, md5Key: WRONGDOORKEY, credits: 10 }
  - { login: noproduct, dialects: [huaxin, hzdfit, xunchen, inter28, qxt], password: abc123, md5Key: NOPRODUCTKEY, credits: 10 }
  - { login: nochannel, dialects: [huaxin, hzdfit, xunchen, inter28, qxt], product: nowhere, password: abc123, md5Key: NOCHANNELKEY, credits: 10 }
  - { login: reviewed, dialects: [huaxin, qxt], product: standard, code: "09", password: abc123, credits: 100, review: all, push: { mode: both, reports: "${url}/reviewed/report" } }
  - { login: faild, dialects: [huaxin, inter28], product: standard, password: abc123, credits: 100, failureWord: Faild, refuseSqlText: true }
`;
}

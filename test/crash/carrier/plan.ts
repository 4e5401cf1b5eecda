export const WHO = { login: "customer", password: "Secret-1" };
export const OPENING = 10_000_000;
/** Submits that may be unanswered at once over a session of the channel. */
export const WINDOW = 32;
/** Ending of phones that can't be reached. */
export const UNREACHABLE = "77";

/** Receipts come early, twice and late, in another spelling than ids; a burst is too much now and then; a connection breaks. */
export const SCRIPT = `
endings: false
receiptAfter: 30ms
deliverAgain: 2s
ids: { answer: hex, receipt: decimal }
rules:
  - { ending: "${UNREACHABLE}", stat: UNDELIV }
  - { every: 701, times: 3, wire: drop }
  - { every: 211, answer: throttled }
  - { every: 13, receipt: early }
  - { every: 17, receipt: twice }
  - { every: 19, receiptAfter: 1500ms }
`;

/** The provisioning file. @param port the carrier's @param url of the sink */
export function planOf(port: number, url: string): string {
  return `
version: 1
settings:
  push: { allowAddresses: [127.0.0.0/8] }
channels:
  - name: carrier
    kind: smpp
    operators: [mobile, unicom, telecom]
    code: "10690000"
    window: ${WINDOW}
    responseTimeout: 5s
    retry: { backoff: [100ms] }
    connect: { host: 127.0.0.1, port: ${port} }
    smpp: { systemId: rig, password: rig }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [carrier] }] }
accounts:
  - login: ${WHO.login}
    dialects: [huaxin]
    product: standard
    code: "10"
    password: ${WHO.password}
    credits: ${OPENING}
    signature: { mode: none }
    push: { mode: push, reports: "${url}" }
`;
}

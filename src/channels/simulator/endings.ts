/** What the simulated carrier does with a submit, by the last four digits of the phone (the table in platform.md). */
export interface Behaviour {
  /** How the submit is answered; `throttled-once` and `dropped-once` accept the second try of a message. */
  readonly submit: "accepted" | "refused" | "throttled-once" | "dropped-once";
  readonly receipt: "once" | "never" | "twice" | "early";
  readonly code: string;
}

const DELIVERED = "DELIVRD";
const PLAIN: Behaviour = { submit: "accepted", receipt: "once", code: DELIVERED };

const ENDINGS: Readonly<Record<string, Behaviour>> = {
  "9001": { ...PLAIN, code: "UNDELIV" },
  "9002": { ...PLAIN, code: "EXPIRED" },
  "9003": { ...PLAIN, code: "REJECTD" },
  "9004": { ...PLAIN, submit: "refused", code: "SIM:1" },
  "9005": { ...PLAIN, receipt: "never" },
  "9006": { ...PLAIN, receipt: "twice" },
  "9007": { ...PLAIN, receipt: "early" },
  "9008": { ...PLAIN, submit: "throttled-once" },
  "9009": { ...PLAIN, code: "MA:0006" },
  "9013": { ...PLAIN, submit: "dropped-once" },
};

export function behaviourOf(phone: string): Behaviour {
  return ENDINGS[phone.slice(-4)] ?? PLAIN;
}

export function statusOf(code: string): "delivered" | "failed" {
  return code === DELIVERED ? "delivered" : "failed";
}

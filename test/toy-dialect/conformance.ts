import type { SampleRequest } from "../../src/dialects/conformance.ts";
import { ALL_REASONS, type Reason } from "../../src/domain/reasons.ts";

const cells = {
  read: (body: string): string => JSON.parse(body).error,
  codes: Object.fromEntries(ALL_REASONS.map((reason) => [reason, reason])) as Record<Reason, string>,
};

const WHO = '"login":"acct","secret":"abc123"';

export const samples: readonly SampleRequest[] = [
  { name: "send", route: "/toy/send", request: { body: `{${WHO},"to":["13800138000"],"text":"您好"}` }, kind: "submit", cells },
  { name: "balance", route: "/toy/balance", request: { body: `{${WHO}}` }, kind: "balance", cells },
  { name: "reports", route: "/toy/reports", request: { body: `{${WHO}}` }, kind: "reports", cells },
];

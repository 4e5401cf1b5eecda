/** One account that sends plain texts through a simulated carrier of its own. */
export interface CustomerPlan {
  readonly login: string;
  readonly password: string;
  /** Opening balance. */
  readonly credits: number;
  /** How the simulated carrier behaves: submits a second (0: no limit), and when the receipt comes, e.g. `200ms`. */
  readonly carrier: { readonly rate: number; readonly receiptDelay: string };
}

const OPERATORS = "[mobile, unicom, telecom]";

/** A provisioning file: for each customer a channel, a product and an account that may use huaxin. */
export function provisioning(customers: readonly CustomerPlan[]): string {
  const each = (lines: (customer: CustomerPlan, index: number) => readonly string[]): string[] => customers.flatMap(lines);
  return [
    "version: 1",
    "channels:",
    ...each(({ login, carrier }, index) => [
      `  - name: carrier-${login}`,
      "    kind: simulator",
      `    operators: ${OPERATORS}`,
      `    code: "1069000${index}"`,
      `    rate: ${carrier.rate}`,
      `    simulator: { receiptDelay: ${carrier.receiptDelay} }`,
    ]),
    "products:",
    ...each(({ login }) => [
      `  - name: product-${login}`,
      "    routes:",
      `      - { media: sms, operators: ${OPERATORS}, channels: [carrier-${login}] }`,
    ]),
    "accounts:",
    ...each(({ login, password, credits }, index) => [
      `  - login: ${login}`,
      "    dialects: [huaxin]",
      `    product: product-${login}`,
      `    code: "${10 + index}"`,
      `    password: ${password}`,
      `    credits: ${credits}`,
      "    signature: { mode: none }",
    ]),
    "",
  ].join("\n");
}

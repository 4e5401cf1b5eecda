import type { SubmissionRule } from "./rules.ts";

/** Whether the product leads anywhere is asked for each recipient's operator, in routing. */
export const productGiven: SubmissionRule = ({ account }) => (account.productId === undefined ? { reason: "product-missing" } : undefined);

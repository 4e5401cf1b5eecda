import { normalizePhone } from "../../text/phone.ts";

/** The phone of a receipt as `ChannelReceipt` wants it: carriers write country codes with and without a sign in front. */
export function receiptPhone(number: string): { readonly phone?: string } {
  const phone = normalizePhone(number) ?? normalizePhone(`+${number}`);
  return phone === undefined ? {} : { phone };
}

import type { SmppSettings } from "./settings.ts";

export interface Address {
  readonly ton: number;
  readonly npi: number;
  readonly digits: string;
}

/** Type of number (SMPP 3.4, 5.2.5). */
const INTERNATIONAL = 1;
const MAINLAND = "86";

/**
 * The recipient as the carrier wants it: numbers of other countries always as international ones, mainland numbers with
 * their country code where the channel says that they are international.
 */
export function destinationOf(phone: string, { destTon, destNpi }: SmppSettings): Address {
  if (phone.startsWith("+")) return { ton: INTERNATIONAL, npi: destNpi, digits: phone.slice(1) };
  return { ton: destTon, npi: destNpi, digits: destTon === INTERNATIONAL ? `${MAINLAND}${phone}` : phone };
}

/** Who sent a text: with `+` and country code where the number is said to be international. */
export function senderOf(ton: number, address: string): string {
  if (address.startsWith("+")) return address;
  return ton === INTERNATIONAL ? `+${address}` : address;
}

/** The access code that it was sent to, without a country code in front of the channel's own. */
export function accessCodeOf(address: string, code: string): string {
  const digits = address.startsWith("+") ? address.slice(1) : address;
  return digits.startsWith(`${MAINLAND}${code}`) ? digits.slice(MAINLAND.length) : digits;
}

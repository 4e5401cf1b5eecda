/** command_id values (SMPP 3.4, table 5-1); a response is its request with the top bit set. */
export const COMMAND = {
  bind_receiver: 0x01,
  bind_transmitter: 0x02,
  submit_sm: 0x04,
  deliver_sm: 0x05,
  unbind: 0x06,
  bind_transceiver: 0x09,
  outbind: 0x0b,
  enquire_link: 0x15,
  alert_notification: 0x0102,
  data_sm: 0x0103,
} as const;

export const RESPONSE = 0x8000_0000;
export const GENERIC_NACK = RESPONSE;

export function responseTo(command: number): number {
  return (command | RESPONSE) >>> 0;
}

export function isResponse(command: number): boolean {
  return command >= RESPONSE;
}

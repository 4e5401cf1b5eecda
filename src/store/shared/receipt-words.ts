/**
 * What receipts are made of, whoever sends them: packed ones refer to these bytes by their place. They are part of the stored data: not one
 * of them may change or move. Another list would be another form (packed-receipt.ts).
 */
const PIECES = [
  // as long as a reference can be
  "\0".repeat(34),
  // SMPP, CMPP and SGIP: a delivery, without an error; before and behind the addresses of SMPP, its parameters
  "\0\0\0\x05\0\0\0\0",
  "\0\x01\x01861",
  "\0\x04\0\0\0\0\0\0\0\0",
  "\0\x1e\0\x04\x27\0\x01\x02\x04\x23\0\x03\x03\0\0",
  // SMPP, Appendix B, and SMGP
  " sub:001 dlvrd:001 submit date:",
  " done date:",
  " stat:DELIVRD err:000 text:",
  " stat:UNDELIV err:001 Text:",
  " sub:000 dlvrd:000 Submit date:",
  " Done date:",
  " Stat:EXPIRED Err:",
  " stat:REJECTD err:",
  // CMPP: a report of 71 bytes, or of 60
  "\0\0\x01\x47",
  "\0\0\x01\x3c",
  // SMGP: a delivery that is a report
  "\0\0\0\x03\x01\0",
  // upstream platforms over HTTP
  '{"phone":"',
  '","submissionId":"',
  '","messageId":"',
  '","delivered":true,"code":"DELIVRD","at":',
  '","delivered":false,"code":"',
  ',"ext":"","orderId":"',
  '"}',
];

export const WORDS: Uint8Array = Buffer.from(PIECES.join(""), "latin1");

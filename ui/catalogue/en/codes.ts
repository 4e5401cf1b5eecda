import type { Catalogue } from "../words.ts";

export const codes: Catalogue["codes"] = {
  "YZ:NUMBER": "the number is no phone number that can be served",
  "YZ:BLACK": "the number is on a blacklist",
  "YZ:LIMIT": "the number had too many texts in too short a time",
  "YZ:ROUTE": "no route leads to the number's operator",
  "YZ:REVIEW": "a reviewer rejected the text",
  "YZ:CANCEL": "the sender cancelled it before it left",
  "YZ:GIVEUP": "no channel accepted it within its give-up time",
  "YZ:CREDIT": "the credits did not suffice when it was charged",
  EXPIRED: "no receipt came within the channel's validity",
  UNKNOWN: "it left for a channel, and neither an answer nor a receipt came",
  DELIVRD: "the carrier confirmed delivery",
  UNDELIV: "the carrier reported that it can't be delivered",
  REJECTD: "the carrier rejected it",
};

import type { Catalogue } from "../words.ts";

export const states: Catalogue["states"] = {
  held: "Held for review",
  queued: "Queued",
  leased: "Being sent",
  sent: "Sent, awaiting receipt",
  delivered: "Delivered",
  failed: "Failed",
  unknown: "Unknown",
  cancelled: "Cancelled",
  unanswered: "No answer from channel",
};

import { hash } from "node:crypto";
import type { NewSubmission } from "../../domain/submission.ts";

/** Names the text, or the distinct texts in order, that a reviewer looks at. */
export function reviewDigest({ text, messages }: Pick<NewSubmission, "text" | "messages">): string {
  const texts = text === undefined ? [...new Set(messages.map((message) => message.text))] : [text];
  return hash("sha256", JSON.stringify(texts), "hex");
}

import { userInfo } from "node:os";

/** Who is at the terminal, for the books. */
export function operatorName(): string {
  return `cli:${userInfo().username}`;
}

import type { ConsoleInput, ConsoleOutput } from "../../../shared/api.ts";

export type AccountRow = ConsoleOutput<"accounts", "list">["rows"][number];
export type AccountFacts = ConsoleOutput<"accounts", "get">;
export type Options = ConsoleOutput<"accounts", "options">;
export type HandedOver = Omit<ConsoleOutput<"accounts", "secrets">, never>;
export type Settings = AccountFacts["settings"];
export type NewAccount = ConsoleInput<"accounts", "create">;

/** What a part of the account's page is given. */
export interface PartProps {
  readonly account: AccountFacts;
  /** Something was changed. */
  readonly onChanged: () => void;
}

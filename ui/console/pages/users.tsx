import { OPERATOR_ROLES } from "../../../src/domain/user.ts";
import { api } from "../../shared/api.ts";
import { PeoplePage } from "../../shared/people.tsx";
import type { PeopleClient } from "../../shared/people-client.ts";
import { useT } from "../../shared/words.tsx";

const call = ((name: "list", input: Record<string, never>, signal?: AbortSignal) =>
  api.console("users", name, input, signal)) as PeopleClient;

/** People of the platform. */
export default function UsersPage() {
  const t = useT();
  return <PeoplePage call={call} roles={OPERATOR_ROLES} title={t("people.users")} hint={t("people.usersHint")} manage="users.edit" />;
}

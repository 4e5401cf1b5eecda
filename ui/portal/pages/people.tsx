import { CUSTOMER_ROLES } from "../../../src/domain/user.ts";
import { api } from "../../shared/api.ts";
import { PeoplePage } from "../../shared/people.tsx";
import type { PeopleClient } from "../../shared/people-client.ts";
import { useT } from "../../shared/words.tsx";

const call = ((name: "list", input: Record<string, never>, signal?: AbortSignal) =>
  api.portal("people", name, input, signal)) as PeopleClient;

/** The account's own people. */
export default function PeoplePageOfAccount() {
  const t = useT();
  return <PeoplePage call={call} roles={CUSTOMER_ROLES} title={t("people.people")} hint={t("people.peopleHint")} manage="portal.manage" />;
}

import { useMemo } from "react";
import { CUSTOMER_ROLES } from "../../../../src/domain/user.ts";
import { api } from "../../../shared/api.ts";
import { PeoplePage } from "../../../shared/people.tsx";
import type { PeopleClient } from "../../../shared/people-client.ts";
import { useT } from "../../../shared/words.tsx";
import type { PartProps } from "./types.ts";

/** Who signs in at the customer's portal. */
export function AccountPeople({ account: { id: accountId } }: PartProps) {
  const t = useT();
  const call = useMemo(
    () =>
      ((name: "list", input: object, signal?: AbortSignal) =>
        api.console("accountPeople", name, { ...input, accountId } as never, signal)) as PeopleClient,
    [accountId],
  );
  return (
    <PeoplePage part call={call} roles={CUSTOMER_ROLES} title={t("people.people")} hint={t("accounts.peopleHint")} manage="accounts.edit" />
  );
}

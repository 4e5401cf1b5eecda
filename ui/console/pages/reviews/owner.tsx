import { Link, path } from "../../../shared/router.tsx";
import { useMay } from "../../../shared/session.tsx";

/** Whose it is, with a way to its page for who may see that. */
export function Owner({
  of: { accountId, login, accountName },
}: {
  readonly of: { readonly accountId: number; readonly login: string; readonly accountName: string };
}) {
  const may = useMay();
  const name = accountName === "" || accountName === login ? login : `${accountName} (${login})`;
  return may("accounts.see") ? <Link to={path("/accounts/:id", { id: accountId })}>{name}</Link> : name;
}

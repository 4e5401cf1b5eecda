import type { UserRole } from "../../src/domain/user.ts";
import type { Input as InputOf, Output } from "../../src/web/contract/call.ts";
import type { ConsoleCalls } from "../../src/web/contract/console/index.ts";
import type { PortalCalls } from "../../src/web/contract/portal/index.ts";

type Area = ConsoleCalls["users"] | PortalCalls["people"];
/** The area's calls, whichever site's: rows and inputs differ in their roles only. */
export type PeopleClient = <N extends keyof PortalCalls["people"] & string>(
  name: N,
  input: Loosely<InputOf<Area[N]>>,
  signal?: AbortSignal,
) => Promise<Loose<Output<Area[N]>>>;
type Loosely<I> = I extends { readonly role?: unknown } ? Omit<I, "role"> & { readonly role?: UserRole } : I;
type Loose<O> = O extends { rows: readonly (infer R)[] }
  ? { rows: Loose<R>[] }
  : O extends { role: unknown }
    ? Omit<O, "role"> & { role: UserRole }
    : O;
/** One who may sign in. */
export type PersonRow = Loose<Output<Area["list"]>>["rows"][number];

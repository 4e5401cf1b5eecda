import { CUSTOMER_ROLES } from "../../../domain/user.ts";
import { peopleCalls } from "../people.ts";

/** The account's own people. */
export const people = peopleCalls("portal.manage", CUSTOMER_ROLES);

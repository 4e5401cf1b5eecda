import { OPERATOR_ROLES } from "../../../domain/user.ts";
import { peopleCalls } from "../people.ts";

/** People of the platform. */
export const users = peopleCalls("users.edit", OPERATOR_ROLES);

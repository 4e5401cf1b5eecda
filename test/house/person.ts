import type { UserRole } from "../../src/domain/user.ts";
import { Passwords } from "../../src/users/password.ts";
import { Sessions } from "../../src/users/sessions.ts";
import { COOKIES } from "../../src/web/cookies.ts";
import type { House } from "./house.ts";
import { Visitor } from "./visitor.ts";

const CHEAP = new Passwords({ ln: 4, r: 1, p: 1 });
let lastId = 10_000;

/** Somebody new who has signed in, without the steps that lead there. @param accountId 0: of the platform, at the console */
export async function personOf(house: House, role: UserRole, accountId = 0): Promise<Visitor> {
  const id = ++lastId;
  await house.store.users.add({
    id,
    name: `${role}-${id}`,
    accountId,
    role,
    language: "en",
    enabled: true,
    password: await CHEAP.digest("a password of my own"),
    mustChange: false,
    totp: undefined,
    createdAt: Date.now(),
  });
  const visitor = new Visitor(house.running.address);
  const token = await new Sessions(house.store.users).open({ userId: id, strong: true }, Date.now(), {
    address: "127.0.0.1",
    agent: "test",
  });
  visitor.cookies.set(COOKIES[accountId === 0 ? "console" : "portal"], token ?? "");
  return visitor;
}

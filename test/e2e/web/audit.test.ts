import { expect, it } from "vitest";
import { type AuditStore, type Store, StoreError } from "../../../src/store/store.ts";
import { ADMIN, House } from "../../house/house.ts";
import { Visitor } from "../../house/visitor.ts";

const CHOSEN = "a password of my own";

/** A house whose log of changes fails where it is told to, and its admin. */
async function failing(): Promise<{ readonly house: House; readonly admin: Visitor; readonly fails: Set<keyof AuditStore> }> {
  const fails = new Set<keyof AuditStore>();
  const between = (store: Store): Store => {
    const { audit } = store;
    const check = (method: keyof AuditStore): void => {
      if (fails.has(method)) throw new StoreError("busy", "the store hangs");
    };
    return {
      ...store,
      audit: {
        list: (query) => audit.list(query),
        begin: async (entry) => {
          check("begin");
          return audit.begin(entry);
        },
        finish: async (id, end) => {
          check("finish");
          return audit.finish(id, end);
        },
      },
    };
  };
  const house = await House.open({ between });
  const admin = new Visitor(house.running.address);
  await admin.ask("console/session.signIn", ADMIN);
  await admin.ask("console/session.changePassword", { password: ADMIN.password, chosen: CHOSEN });
  return { house, admin, fails };
}

const LI = { name: "Li", role: "support", language: "zh" };

it("what can't be written down is not done", async () => {
  const { house, admin, fails } = await failing();
  await using _ = house;
  fails.add("begin");
  expect(await admin.refusal("console/users.add", LI)).toBe("busy");
  expect((await admin.ask("console/users.list")).rows).toHaveLength(1);
});

it("what was done is answered, also where its end can't be written down: the entry stays open", async () => {
  const { house, admin, fails } = await failing();
  await using _ = house;
  fails.add("finish");
  const { id } = await admin.ask("console/users.add", LI);
  expect((await admin.ask("console/users.list")).rows).toContainEqual(expect.objectContaining({ id, name: "Li" }));
  const [entry] = (await admin.ask("console/audit.list", { limit: 1 })).rows;
  expect(entry).toMatchObject({ action: "users.add", userName: "admin", subject: "" });
  expect(entry.outcome).toBeUndefined();
  expect(house.errors).toEqual([expect.stringContaining("an audit entry stays open")]);
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { ADMIN, CUSTOMER, House } from "../../house/house.ts";
import { HuaxinClient } from "../../house/huaxin-client.ts";
import { until } from "../../house/until.ts";
import { Visitor } from "../../house/visitor.ts";

const PHONE = "13800138000";
const CHOSEN = "a password of my own";

let house: House;
let admin: Visitor;
let support: Visitor;
beforeAll(async () => {
  house = await House.open();
  admin = new Visitor(house.running.address);
  await admin.ask("console/session.signIn", ADMIN);
  await admin.ask("console/session.changePassword", { password: ADMIN.password, chosen: CHOSEN });
  const { password } = await admin.ask("console/users.add", { name: "helper", role: "support", language: "en" });
  support = new Visitor(house.running.address);
  await support.ask("console/session.signIn", { name: "helper", password });
  await support.ask("console/session.changePassword", { password, chosen: CHOSEN });
  await new HuaxinClient(house, CUSTOMER).send(`${PHONE},13900139000`, "your parcel waits");
  await until("both are delivered", async () => (await admin.ask("console/messages.search", { states: ["delivered"] })).rows.length === 2);
});
afterAll(() => house[Symbol.asyncDispose]());

it("finds messages by whatever is known of them", async () => {
  const by = async (filter: object): Promise<number> => (await admin.ask("console/messages.search", filter)).rows.length;
  const [row] = (await admin.ask("console/messages.search", { phone: `+86 ${PHONE}` })).rows;
  expect(row).toMatchObject({ phone: PHONE, login: "customer", channel: "sim", text: "your parcel waits", state: "delivered" });
  expect(await by({ id: row.id })).toBe(1);
  expect(await by({ id: row.submissionId })).toBe(2);
  expect(await by({ account: "customer", channelId: row.channelId, code: row.code, text: "parcel" })).toBe(2);
  expect(await by({ states: ["failed"] })).toBe(0);
  expect(await admin.refusal("console/messages.search", { account: "nobody" })).toBe("wrong-input");
  expect(await admin.refusal("console/messages.search", { phone: "138****8000" })).toBe("wrong-input");
});

it("masks phones and leaves texts out for who may not see them, and lets nobody guess at texts", async () => {
  const [row] = (await support.ask("console/messages.search", { phone: PHONE })).rows;
  expect(row.phone).toBe("138****8000");
  expect(row).not.toHaveProperty("text");
  expect(await support.refusal("console/messages.search", { text: "parcel" })).toBe("forbidden");
  const story = await support.ask("console/messages.story", { id: row.id });
  expect(JSON.stringify(story)).not.toContain(PHONE);
  expect(JSON.stringify(story)).not.toContain("parcel");
});

it("tells what happened to a message in its order", async () => {
  const [row] = (await admin.ask("console/messages.search", { phone: PHONE })).rows;
  const { steps, submission } = await admin.ask("console/messages.story", { id: row.id });
  const kinds = steps.map(({ what }: { what: { kind: string } }) => what.kind);
  expect(kinds.slice(0, 3)).toEqual(["accepted", "rules", "entry"]);
  for (const kind of ["part", "receipt", "reported"]) expect(kinds).toContain(kind);
  expect(submission).toMatchObject({ login: "customer", dialect: "huaxin", recipients: 2, credits: 2 });
  expect(await admin.ask("console/messages.submission", { id: row.submissionId })).toMatchObject({
    states: [{ state: "delivered", count: 2 }],
  });
  expect(await admin.refusal("console/messages.story", { id: 1 })).toBe("not-found");
});

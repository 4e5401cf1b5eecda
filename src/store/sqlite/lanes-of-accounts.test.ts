import { expect, it } from "vitest";
import { CONTENT_CLASSES, MEDIA, MESSAGE_STATES, OPERATORS } from "../../domain/message.ts";
import { readLane } from "../../routing/lanes.ts";
import { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./schema/index.ts";

const AT = 1_795_136_890_000;
const [HELD, QUEUED, LEASED, SENT, DELIVERED, FAILED] = [0, 1, 2, 3, 4, 5];

/** A database as it was before lanes were accounts', with messages of account 300,007, whose product is 77. */
function before(): Db {
  const db = new Db(":memory:");
  migrate(db, MIGRATIONS.slice(0, 4), AT);
  return db;
}

/** As it was then: product, medium (of two), operator and class. */
function oldLane(medium: number, operator: number, contentClass: number): number {
  return ((77 * 2 + medium) * 8 + operator) * 8 + contentClass;
}

function add(db: Db, id: number, state: number, lane: number, queue: number | null): void {
  db.run(
    `INSERT INTO message (id, account_id, submission_id, phone, operator, class, lane, segments, state, queue, next_at)
     VALUES (?, 300007, 32, '13800138000', 0, 0, ?, 1, ?, ?, ?)`,
    id,
    lane,
    state,
    queue,
    AT + id,
  );
}

function rows(db: Db) {
  return db.all<{ id: number; lane: number; queue: number | null; next_at: number }>(
    "SELECT id, lane, queue, next_at FROM message ORDER BY id",
  );
}

it("every lane of a product becomes the account's lane of the same medium, operator and class", () => {
  const db = before();
  const kinds = MEDIA.flatMap((medium, m) =>
    OPERATORS.flatMap((operator, o) =>
      CONTENT_CLASSES.map((contentClass, c) => ({ medium, operator, class: contentClass, old: oldLane(m, o, c) })),
    ),
  );
  for (const [index, { old }] of kinds.entries()) add(db, index, QUEUED, old, old);
  expect(migrate(db, MIGRATIONS, AT)[0]).toBe("lanes of accounts");
  const moved = rows(db);
  expect(moved.map(({ lane }) => readLane(lane))).toEqual(
    kinds.map(({ medium, operator, class: contentClass }) => ({ accountId: 300_007, medium, operator, class: contentClass, province: 0 })),
  );
  expect(moved.every(({ lane, queue, id, next_at }) => queue === lane && next_at === AT + id)).toBe(true);
  db.close();
});

it("what is held, leased or awaits its receipt finds its new lane when it comes back, and stays where it is until then", () => {
  const db = before();
  const old = oldLane(1, 2, 1);
  add(db, 1, HELD, old, null);
  add(db, 2, LEASED, old, -1);
  add(db, 3, SENT, old, -7);
  migrate(db, MIGRATIONS, AT);
  const lane = 300_007 * 16_384 + 64 + 2 * 8 + 1;
  expect(rows(db)).toMatchObject([
    { lane, queue: null },
    { lane, queue: -1 },
    { lane, queue: -7 },
  ]);
  db.close();
});

it("what has ended is left alone", () => {
  const db = before();
  for (const [id, state] of [DELIVERED, FAILED, 6, 7].entries()) add(db, id, state, oldLane(0, 0, 0), null);
  const old = rows(db);
  migrate(db, MIGRATIONS, AT);
  expect(rows(db)).toEqual(old);
  expect(MESSAGE_STATES.slice(0, 8)).toEqual(["held", "queued", "leased", "sent", "delivered", "failed", "unknown", "cancelled"]);
  db.close();
});

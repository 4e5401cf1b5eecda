import { expect, it } from "vitest";
import { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./schema/index.ts";

const AT = 1_795_136_890_000;

it("takes the lists that were there for what the file declared, and lets templates wait from the upgrade on", () => {
  const db = new Db(":memory:");
  migrate(db, MIGRATIONS.slice(0, 12), AT);
  db.exec(`
    INSERT INTO keyword VALUES ('赌博');
    INSERT INTO blacklist VALUES (0, '13800138000', '', 'provisioning', 1, NULL, NULL), (7, '13800138001', 'T', 'opt-out', 1, NULL, 1);
    INSERT INTO template VALUES (7, 'waits', '@', 'review', ''), (7, 'old', '@', 'enabled', '');
  `);
  expect(migrate(db, MIGRATIONS.slice(0, 13), AT)).toEqual(["requests"]);
  expect(db.all("SELECT list, entry FROM declared")).toEqual([
    { list: "blacklist", entry: "13800138000" },
    { list: "keyword", entry: "赌博" },
  ]);
  expect(db.get<{ asked_at: number }>("SELECT asked_at FROM template WHERE id = 'waits'")?.asked_at).toBeGreaterThan(1_700_000_000_000);
  expect(db.get("SELECT asked_at, reason FROM template WHERE id = 'old'")).toEqual({ asked_at: 0, reason: null });
});

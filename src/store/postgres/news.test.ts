import { expect, it } from "vitest";
import { testDatabase } from "../../../test/support/postgres.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { News } from "../store.ts";
import { Connection } from "./connection.ts";
import { PostgresNews } from "./news.ts";
import { fill } from "./opener.testing.ts";

const WAIT = { timeout: 10_000 };
const LISTENERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";

it("a listener whose session was lost has another, is told that anything may have changed, and knows meanwhile that nothing arrives", async () => {
  const database = await testDatabase({ name: "yizhan_template", fill });
  let refused = 0;
  const tool = await Connection.open(database.url, systemClock);
  let reachable = true;
  const connect = (): Promise<Connection> => {
    if (reachable) return Connection.open(database.url, systemClock);
    refused += 1;
    return Promise.reject(new Error("nobody is there"));
  };
  const news = new PostgresNews(connect, systemClock);
  const heard: News[] = [];
  try {
    news.subscribe((one) => heard.push(one));
    await expect.poll(() => heard, WAIT).toEqual([{ kind: "anything" }]);
    reachable = false;
    await tool.script(LISTENERS);
    await expect.poll(() => news.arrives, WAIT).toBe(false);
    await expect.poll(() => refused, WAIT).toBeGreaterThan(1);
    reachable = true;
    await expect.poll(() => heard.length, WAIT).toBe(2);
    await tool.query("SELECT pg_notify('yizhan', $1)", ["inbound"]);
    await tool.query("SELECT pg_notify('yizhan', $1)", ["a word of a newer version"]);
    await tool.query("SELECT pg_notify('yizhan', $1)", ["lanes 5:7,nonsense"]);
    await expect.poll(() => heard.length, WAIT).toBe(4);
    expect(heard.slice(1)).toEqual([{ kind: "anything" }, { kind: "inbound" }, { kind: "lanes", lanes: [{ lane: 5, dueAt: 7 }] }]);
  } finally {
    await news.close();
    await tool.end();
    await database.drop();
  }
});

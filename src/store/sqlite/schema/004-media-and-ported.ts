import type { Migration } from "../../shared/migrations.ts";

/** The containers of MMS, one a submission, read only when one of its messages leaves; and numbers that changed their operator. */
export const mediaAndPorted: Migration = {
  number: 4,
  name: "media and ported numbers",
  sql: `
CREATE TABLE media (submission_id INTEGER PRIMARY KEY, container BLOB NOT NULL);
CREATE TABLE ported (phone TEXT PRIMARY KEY, operator INTEGER NOT NULL) WITHOUT ROWID;
`,
};

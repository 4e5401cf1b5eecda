import type { Migration } from "../../shared/migrations.ts";

/** The containers of MMS, one a submission: read only when one of its messages leaves. */
export const media: Migration = {
  number: 4,
  name: "media",
  sql: `
CREATE TABLE media (submission_id INTEGER PRIMARY KEY, container BLOB NOT NULL);
`,
};

import type { Migration } from "../../shared/migrations.ts";

export const first: Migration = {
  number: 1,
  name: "first",
  sql: `
CREATE TABLE meta (key text COLLATE "C" PRIMARY KEY, value bigint NOT NULL);
INSERT INTO meta VALUES ('directory_version', 1), ('blacklist_version', 0);

CREATE TABLE node (
  number smallint PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  until bigint NOT NULL,
  dispatches_until bigint NOT NULL DEFAULT 0
);
CREATE TABLE channel_share (
  channel_id integer NOT NULL,
  slot integer NOT NULL,
  name text COLLATE "C" NOT NULL,
  until bigint NOT NULL,
  serves boolean NOT NULL,
  PRIMARY KEY (channel_id, slot)
);
CREATE INDEX channel_share_name ON channel_share (name);

CREATE TABLE setting (name text COLLATE "C" PRIMARY KEY, doc text NOT NULL);
CREATE TABLE channel (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE, doc text NOT NULL);
CREATE TABLE product (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE, doc text NOT NULL);
CREATE TABLE account (
  id integer PRIMARY KEY,
  login text COLLATE "C" NOT NULL UNIQUE,
  enterprise_id bigint NOT NULL UNIQUE,
  doc text NOT NULL,
  opening text NOT NULL,
  created_at bigint NOT NULL
);
CREATE TABLE secret (
  account_id integer NOT NULL,
  kind text COLLATE "C" NOT NULL,
  sealed bytea NOT NULL,
  declared text NOT NULL,
  PRIMARY KEY (account_id, kind)
);
CREATE TABLE signature (account_id integer NOT NULL, position smallint NOT NULL, text text NOT NULL, PRIMARY KEY (account_id, position));
CREATE TABLE template (
  account_id integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  text text NOT NULL,
  state text NOT NULL,
  declared text NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE TABLE keyword (word text COLLATE "C" PRIMARY KEY);
CREATE TABLE ported (phone text COLLATE "C" PRIMARY KEY, operator smallint NOT NULL);
CREATE TABLE blacklist (
  account_id integer NOT NULL,
  phone text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  source text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint,
  version bigint,
  PRIMARY KEY (account_id, phone)
);
CREATE INDEX blacklist_version ON blacklist (version) WHERE version IS NOT NULL;

CREATE TABLE balance (
  account_id integer PRIMARY KEY,
  accepted integer NOT NULL DEFAULT 0,
  day bigint NOT NULL DEFAULT 0,
  sms bigint NOT NULL DEFAULT 0,
  sms_bought bigint NOT NULL DEFAULT 0,
  mms bigint NOT NULL DEFAULT 0,
  mms_bought bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);
CREATE TABLE order_id (
  account_id integer NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  submission_id bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (account_id, order_id)
);
CREATE INDEX order_id_expiry ON order_id (expires_at);
CREATE TABLE approved_text (
  account_id integer NOT NULL,
  digest text COLLATE "C" NOT NULL,
  approved_at bigint NOT NULL,
  PRIMARY KEY (account_id, digest)
);
CREATE TABLE scheduled (
  account_id integer NOT NULL,
  submission_id bigint NOT NULL,
  send_at bigint NOT NULL,
  waiting integer NOT NULL,
  PRIMARY KEY (account_id, submission_id)
);
CREATE INDEX scheduled_time ON scheduled (send_at);
CREATE TABLE phone_use (
  day bigint NOT NULL,
  phone text COLLATE "C" NOT NULL,
  count integer NOT NULL,
  codes bigint[] NOT NULL,
  PRIMARY KEY (day, phone)
) PARTITION BY RANGE (day);
CREATE TABLE upstream (
  channel_id integer NOT NULL,
  attempt smallint,
  part smallint,
  message_id bigint,
  upstream_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (upstream_id, channel_id)
) PARTITION BY HASH (upstream_id);
CREATE SEQUENCE row_number;
CREATE TABLE parked (
  id bigint PRIMARY KEY DEFAULT nextval('row_number'),
  at bigint NOT NULL,
  channel_id integer NOT NULL,
  status smallint NOT NULL,
  upstream_id text COLLATE "C" NOT NULL,
  code text NOT NULL,
  raw text NOT NULL,
  phone text COLLATE "C"
);
CREATE INDEX parked_upstream ON parked (upstream_id, channel_id);
CREATE INDEX parked_at ON parked (at, id, channel_id);
CREATE INDEX parked_phone ON parked (channel_id, phone, id) WHERE phone IS NOT NULL;

CREATE TABLE submission (
  id bigint NOT NULL,
  accepted_at bigint NOT NULL,
  send_at bigint NOT NULL,
  account_id integer NOT NULL,
  recipients integer NOT NULL,
  credits integer NOT NULL,
  flags integer NOT NULL,
  medium smallint NOT NULL,
  dialect text NOT NULL,
  ext text NOT NULL,
  text text,
  order_id text,
  other text,
  PRIMARY KEY (id, account_id)
) PARTITION BY RANGE (id);
CREATE TABLE media (submission_id bigint PRIMARY KEY, container bytea NOT NULL) PARTITION BY RANGE (submission_id);
CREATE TABLE message (
  id bigint NOT NULL,
  submission_id bigint NOT NULL,
  lane bigint NOT NULL,
  next_at bigint,
  final_at bigint,
  account_id integer NOT NULL,
  channel_id integer,
  state smallint NOT NULL,
  attempt smallint NOT NULL DEFAULT 0,
  segments smallint NOT NULL,
  class smallint NOT NULL,
  operator smallint,
  phone text COLLATE "C" NOT NULL,
  code text,
  text text,
  PRIMARY KEY (id, account_id)
) PARTITION BY RANGE (id);
CREATE INDEX message_phone ON message (phone, id);
CREATE TABLE live (
  id bigint NOT NULL,
  submission_id bigint NOT NULL,
  lane bigint NOT NULL,
  queue bigint,
  next_at bigint,
  account_id integer NOT NULL,
  channel_id integer,
  state smallint NOT NULL,
  attempt smallint NOT NULL DEFAULT 0,
  segments smallint NOT NULL,
  node smallint,
  once boolean,
  phone text COLLATE "C" NOT NULL,
  code text,
  again text,
  PRIMARY KEY (id, account_id)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX live_queue ON live (queue, next_at, id) WHERE queue IS NOT NULL;
CREATE VIEW message_now AS
SELECT m.id, m.account_id, m.submission_id, m.phone, m.operator, m.class, m.segments, m.lane, m.text, m.final_at,
  coalesce(l.state, m.state) AS state, l.queue, coalesce(l.next_at, m.next_at) AS next_at, coalesce(l.attempt, m.attempt) AS attempt,
  CASE WHEN l.id IS NULL THEN m.channel_id ELSE l.channel_id END AS channel_id, CASE WHEN l.id IS NULL THEN m.code ELSE l.code END AS code
FROM message m LEFT JOIN live l ON l.id = m.id AND l.account_id = m.account_id;
CREATE TABLE review (
  submission_id bigint NOT NULL,
  created_at bigint NOT NULL,
  decided_at bigint,
  account_id integer NOT NULL,
  decision smallint,
  digest text COLLATE "C" NOT NULL,
  actor text,
  reason text,
  PRIMARY KEY (submission_id, account_id)
) PARTITION BY RANGE (submission_id);
CREATE INDEX review_open ON review (submission_id) WHERE decision IS NULL;
CREATE TABLE attempt (
  message_id bigint NOT NULL,
  at bigint NOT NULL,
  account_id integer NOT NULL,
  channel_id integer,
  attempt smallint NOT NULL,
  part smallint NOT NULL,
  parts smallint NOT NULL,
  outcome smallint NOT NULL,
  receipt smallint,
  upstream_id text COLLATE "C",
  code text,
  PRIMARY KEY (message_id, attempt, part, account_id)
) PARTITION BY RANGE (message_id);
CREATE TABLE choice (
  message_id bigint NOT NULL,
  at bigint NOT NULL,
  account_id integer NOT NULL,
  attempt smallint NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (message_id, attempt, account_id)
) PARTITION BY RANGE (message_id);
CREATE TABLE unanswered (
  message_id bigint PRIMARY KEY,
  expires_at bigint NOT NULL,
  match_since bigint,
  channel_id integer NOT NULL,
  avoid integer,
  resend boolean NOT NULL,
  phone text COLLATE "C" NOT NULL
);
CREATE INDEX unanswered_phone ON unanswered (channel_id, phone);
CREATE TABLE receipt (
  message_id bigint NOT NULL,
  id bigint NOT NULL DEFAULT nextval('row_number'),
  at bigint NOT NULL,
  channel_id integer NOT NULL,
  status smallint NOT NULL,
  upstream_id text COLLATE "C" NOT NULL,
  code text NOT NULL,
  raw text NOT NULL,
  PRIMARY KEY (message_id, id)
) PARTITION BY RANGE (message_id);
CREATE TABLE report (
  message_id bigint NOT NULL,
  submission_id bigint NOT NULL,
  at bigint NOT NULL,
  handed_at bigint,
  account_id integer NOT NULL,
  outcome smallint NOT NULL,
  state smallint NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (message_id, account_id)
) PARTITION BY RANGE (message_id);
CREATE TABLE waiting_report (
  at bigint NOT NULL,
  message_id bigint NOT NULL,
  token bigint,
  until bigint,
  account_id integer NOT NULL,
  PRIMARY KEY (account_id, at, message_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE TABLE push_item (
  item_id bigint NOT NULL,
  at bigint NOT NULL,
  first_at bigint,
  account_id integer NOT NULL,
  refused integer NOT NULL DEFAULT 0,
  unreached integer NOT NULL DEFAULT 0,
  kind smallint NOT NULL,
  state smallint NOT NULL,
  PRIMARY KEY (item_id, account_id)
) PARTITION BY RANGE (item_id);
CREATE INDEX push_undelivered ON push_item (kind, account_id) WHERE state = 2;
CREATE INDEX push_known ON push_item (kind, account_id, at);
CREATE TABLE waiting_push (
  item_id bigint NOT NULL,
  at bigint NOT NULL,
  due_at bigint NOT NULL,
  token bigint,
  account_id integer NOT NULL,
  kind smallint NOT NULL,
  PRIMARY KEY (item_id, account_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX waiting_push_due ON waiting_push (kind, account_id, due_at, item_id);
CREATE INDEX waiting_push_leased ON waiting_push (token) WHERE token IS NOT NULL;
CREATE TABLE push_try (
  item_id bigint NOT NULL,
  token bigint NOT NULL,
  at bigint NOT NULL,
  account_id integer NOT NULL,
  status integer NOT NULL,
  verdict smallint NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (item_id, token, account_id)
) PARTITION BY RANGE (item_id);
CREATE TABLE event (
  subject_id bigint NOT NULL,
  id bigint NOT NULL DEFAULT nextval('row_number'),
  at bigint NOT NULL,
  kind smallint NOT NULL,
  actor text,
  note text,
  PRIMARY KEY (subject_id, id)
) PARTITION BY RANGE (subject_id);
CREATE TABLE ledger (
  ref bigint NOT NULL,
  at bigint NOT NULL,
  account_id integer NOT NULL,
  credits bigint NOT NULL,
  kind smallint NOT NULL,
  medium smallint NOT NULL,
  actor text,
  note text,
  PRIMARY KEY (account_id, ref, kind)
) PARTITION BY RANGE (ref);

CREATE TABLE inbound (
  id bigint PRIMARY KEY,
  at bigint NOT NULL,
  merge_by bigint NOT NULL,
  message_id bigint,
  assigned_at bigint,
  token bigint,
  until bigint,
  handed_at bigint,
  channel_id integer NOT NULL,
  account_id integer,
  reference integer NOT NULL,
  parts smallint NOT NULL,
  state smallint NOT NULL,
  phone text COLLATE "C" NOT NULL,
  access_code text COLLATE "C" NOT NULL,
  text text NOT NULL,
  account_code text,
  ext text
);
CREATE INDEX inbound_waiting ON inbound (account_id, id) WHERE state = 0;
CREATE INDEX inbound_taken ON inbound (account_id, until) WHERE state = 1;
CREATE INDEX inbound_partial ON inbound (channel_id, phone, access_code, reference, parts, id) WHERE state = 4;
CREATE INDEX inbound_overdue ON inbound (merge_by) WHERE state = 4;
CREATE INDEX inbound_whole ON inbound (id) WHERE state = 5;
CREATE TABLE inbound_part (
  inbound_id bigint NOT NULL,
  at bigint NOT NULL,
  channel_id integer NOT NULL,
  part smallint NOT NULL,
  key text COLLATE "C" NOT NULL,
  text text,
  PRIMARY KEY (channel_id, key)
);
CREATE UNIQUE INDEX inbound_part_text ON inbound_part (inbound_id, part);

CREATE TABLE channel_change (
  id bigint PRIMARY KEY DEFAULT nextval('row_number'),
  at bigint NOT NULL,
  channel_id integer NOT NULL,
  mode smallint NOT NULL,
  actor text NOT NULL,
  note text NOT NULL
);
CREATE INDEX channel_change_channel ON channel_change (channel_id, id);

CREATE TABLE channel_state (
  at bigint NOT NULL,
  channel_id integer NOT NULL,
  node smallint NOT NULL,
  doc text NOT NULL,
  PRIMARY KEY (node, channel_id)
);

CREATE TABLE channel_test (
  id bigint PRIMARY KEY,
  at bigint NOT NULL,
  take_by bigint NOT NULL,
  taken_at bigint,
  answered_at bigint,
  channel_id integer NOT NULL,
  node smallint,
  phone text NOT NULL,
  text text NOT NULL,
  actor text NOT NULL,
  parts text,
  note text
);
CREATE INDEX channel_test_waiting ON channel_test (take_by) WHERE node IS NULL;
CREATE INDEX channel_test_ordered ON channel_test (at);

CREATE INDEX parked_orphan ON parked (at, id, channel_id);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['submission', 'media', 'message', 'review', 'attempt', 'choice', 'receipt', 'report', 'push_item', 'push_try', 'event', 'ledger', 'phone_use'] LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', name || '_default', name);
  END LOOP;
  FOR n IN 0..7 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF upstream FOR VALUES WITH (MODULUS 8, REMAINDER %s)', 'upstream_' || n, n);
  END LOOP;
END $$;
`,
};

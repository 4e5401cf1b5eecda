import { ID_EPOCH, ID_STEP } from "../../src/domain/ids.ts";
import { readScript } from "../../src/lab/script.ts";
import { smppLab } from "../../src/lab/smpp.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { ENTRY, OUTCOME, PUSH_KIND, PUSH_STATE, RECEIPT, REPORT, STATE, VERDICT } from "../../src/store/shared/codes.ts";
import { packReceipt } from "../../src/store/shared/packed-receipt.ts";

/** Messages of one day that are written alike, as SQL that both engines understand makes them. */
export interface Stretch {
  /** Id of the first submission. */
  readonly first: number;
  /** Ids from one submission to the next. */
  readonly step: number;
  readonly messages: number;
  /** Recipients of each submission. */
  readonly recipients: number;
  /** Ids of the accounts that send, from 1. */
  readonly accounts: number;
}

const DAY = 86_400_000;
const IDS_A_MS = 8_192;
const BATCH = 100;
/** One in so many goes in a submission of 100 that is pushed; the others are codes for one phone each, and are pulled. */
const BATCHED = 3 / 10;

/** A day's messages: codes before noon and campaigns after it. @param start its first id */
export function stretches(start: number, messages: number, accounts: number): readonly Stretch[] {
  const half = (DAY / 2) * IDS_A_MS;
  const batches = Math.floor((messages * BATCHED) / BATCH);
  const codes = messages - batches * BATCH;
  const step = (count: number): number => Math.floor(half / Math.max(1, count) / ID_STEP) * ID_STEP;
  return [
    { first: start, step: step(codes), messages: codes, recipients: 1, accounts },
    { first: start + half, step: step(batches), messages: batches * BATCH, recipients: BATCH, accounts },
  ].filter((stretch) => stretch.messages > 0);
}

/** How an engine says what SQL has no common word for. */
export interface Words {
  /** A relation with numbers `j` from 0 to one less than so many. */
  series(count: number): string;
  /** Columns that only it has, and their values. */
  readonly pushItem: readonly [columns: string, values: string];
  readonly pushTry: readonly [columns: string, values: string];
  /** Of hexadecimal digits. */
  bytes(hex: string): string;
}

/**
 * How the store keeps a receipt of SMPP. Alike in every row: it refers to the row's own id, code and time, and would be as long for each.
 */
function packedReceipt(): string {
  const serial = 1_234_567_890_123_456;
  const [phone, at] = ["13812345678", Date.UTC(2026, 10, 20, 1, 0, 5)];
  const conversation = smppLab.converse({ clock: systemClock, script: { ...readScript(""), receiptParameters: true } });
  const times = { submittedAt: at - 5_000, doneAt: at - 1_000 };
  const { frame } = conversation.deliver({ kind: "receipt", serial, stat: "DELIVRD", phone, source: "106912345601", ...times });
  const packed = packReceipt(frame.toString("hex"), { upstreamId: String(serial), code: "DELIVRD", at, phone });
  return Buffer.from(packed).toString("hex");
}

/** Statements that write a stretch: everything that a message leaves behind that was delivered and whose report has been given. */
export function statementsOf({ first, step, messages, recipients, accounts }: Stretch, words: Words): readonly string[] {
  const sid = `(${first} + (j / ${recipients}) * ${step})`;
  const mid = `(${sid} + ${ID_STEP} * (j % ${recipients} + 1))`;
  const account = `(1 + (j / ${recipients}) % ${accounts})`;
  const at = `(${ID_EPOCH} + ${sid} / ${IDS_A_MS})`;
  const all = words.series(messages);
  const submissions = words.series(messages / recipients);
  const ofUnit = (sql: string): string => sql.replaceAll(`(j / ${recipients})`, "j");
  const code = "CAST(100000 + j * 7919 % 900000 AS text)";
  const upstream = `CAST(${mid} * 7 AS text)`;
  const pushed = recipients > 1;
  const insert = (table: string, columns: string, values: string, from: string): string =>
    `INSERT INTO ${table} (${columns}) SELECT ${values} FROM ${from}`;
  return [
    insert(
      "submission",
      "id, account_id, dialect, medium, accepted_at, send_at, recipients, credits, flags, ext, text",
      ofUnit(
        `${sid}, ${account}, 'huaxin', 0, ${at}, ${at}, ${recipients}, ${recipients}, ${pushed ? 16 : 1}, '', '您的验证码是' || ${code} || '，五分钟内有效，请勿告诉他人。'`,
      ),
      submissions,
    ),
    insert(
      "ledger",
      "account_id, ref, kind, medium, credits, at",
      ofUnit(`${account}, ${sid}, ${ENTRY.code.charge}, 0, -${recipients}, ${at}`),
      submissions,
    ),
    insert(
      "message",
      "id, account_id, submission_id, phone, operator, class, lane, segments, state, next_at, attempt, channel_id, code, final_at",
      `${mid}, ${account}, ${sid}, '13' || CAST(800000000 + (${mid} / 32 * 48271 + j) % 99999989 AS text), 0, 0, ${account} * 16384, 1, ${STATE.code.delivered}, ${at} + ${3 * DAY}, 1, 1, 'DELIVRD', ${at} + 5000`,
      all,
    ),
    insert(
      "attempt",
      "message_id, attempt, part, parts, account_id, channel_id, outcome, upstream_id, at, receipt",
      `${mid}, 1, 1, 1, ${account}, 1, ${OUTCOME.code.accepted}, ${upstream}, ${at} + 100, ${RECEIPT.code.delivered}`,
      all,
    ),
    insert(
      "report",
      "message_id, account_id, submission_id, outcome, code, at, state, handed_at, by_attempt, by_part, receipt",
      `${mid}, ${account}, ${sid}, ${STATE.code.delivered}, 'DELIVRD', ${at} + 5000, ${pushed ? REPORT.code.kept : REPORT.code.handed}, ${pushed ? "NULL" : `${at} + 9000`}, 1, 1, ${words.bytes(packedReceipt())}`,
      all,
    ),
    ...(pushed
      ? [
          insert(
            "push_item",
            `item_id, account_id, kind, at, state, refused, unreached, first_at${words.pushItem[0]}`,
            `${mid}, ${account}, ${PUSH_KIND.code.report}, ${at} + 5000, ${PUSH_STATE.code.received}, 0, 0, ${at} + 5100${words.pushItem[1].replaceAll("AT", at)}`,
            all,
          ),
          insert(
            "push_try",
            `item_id, token, at, verdict, status, note${words.pushTry[0]}`,
            `${mid}, ${mid} + 1, ${at} + 5100, ${VERDICT.code.received}, 200, ''${words.pushTry[1].replaceAll("ACCOUNT", account)}`,
            all,
          ),
        ]
      : []),
  ];
}

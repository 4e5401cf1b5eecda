import { Tooltip } from "antd";
import type { ReactNode } from "react";
import type { MessageState } from "../../src/domain/message.ts";
import { useFormat } from "./format.ts";
import { useT, useWordOf } from "./words.tsx";

export interface TimeTextProps {
  /** UTC ms. */
  readonly at: number | undefined;
  /** Show its age instead, at this time of the server's. */
  readonly ago?: number;
  /** Where the order of things within a minute matters. */
  readonly seconds?: boolean;
}

/** A time to the minute; to the second, with its zone, on hover. Lists have hundreds: the browser's own hint is enough. */
export function TimeText({ at, ago, seconds = false }: TimeTextProps) {
  const format = useFormat();
  if (at === undefined) return <Absent />;
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {ago === undefined ? format.time(at, seconds) : format.ago(at, ago)}
    </time>
  );
}

/** What isn't there; a list's cell is never blank. */
export function Absent() {
  const t = useT();
  return (
    <span className="absent">
      <span aria-hidden>–</span>
      <span className="unseen">{t("common.none")}</span>
    </span>
  );
}

/** A number, grouped, in figures of one width. */
export function Num({ value, digits, unit }: { readonly value: number | undefined; readonly digits?: number; readonly unit?: ReactNode }) {
  const format = useFormat();
  if (value === undefined) return <Absent />;
  return (
    <span className="num">
      {format.number(value, digits)}
      {unit === undefined ? null : <span className="unit"> {unit}</span>}
    </span>
  );
}

/** Credits: prepaid segments. `signed` shows a plus where some were added. */
export function Credits({ value, signed = false }: { readonly value: number | undefined; readonly signed?: boolean }) {
  const format = useFormat();
  const t = useT();
  if (value === undefined) return <Absent />;
  const text = signed && value > 0 ? `+${format.number(value)}` : format.number(value);
  return (
    <span className={value < 0 ? "num negative" : "num"}>
      {text}
      <span className="unit"> {t("common.credits")}</span>
    </span>
  );
}

/** A phone as the server lets this reader see it: whole, or with its middle masked. */
export function Phone({ value }: { readonly value: string | undefined }) {
  return value === undefined || value === "" ? <Absent /> : <span className="num phone">{value}</span>;
}

export type Tone = "good" | "bad" | "warn" | "busy" | "still";

/** A word with a mark beside it: never by colour alone. */
export function Mark({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={`mark mark-${tone}`}>
      <span className="mark-dot" aria-hidden />
      {children}
    </span>
  );
}

export const TONES: Readonly<Record<MessageState, Tone>> = {
  held: "warn",
  queued: "busy",
  leased: "busy",
  sent: "busy",
  delivered: "good",
  failed: "bad",
  unknown: "warn",
  cancelled: "still",
  unanswered: "warn",
};

/** A message's state in words, with the report's code where it has one. */
export function StateTag({ state, code }: { readonly state: MessageState; readonly code?: string | undefined }) {
  const t = useT();
  return (
    <span className="state">
      <Mark tone={TONES[state]}>{t(`states.${state}`)}</Mark>
      {code === undefined || code === "" ? null : <Code text={code} />}
    </span>
  );
}

/** A code, id or other word of machines; codes of ours say what they mean on hover. */
export function Code({ text }: { readonly text: string }) {
  const meaning = useWordOf("codes")(text);
  const code = <code className="code">{text}</code>;
  return meaning === text ? code : <Tooltip title={meaning}>{code}</Tooltip>;
}

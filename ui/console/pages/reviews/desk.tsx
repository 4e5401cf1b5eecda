import { Button } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { REVIEW_REASONS, type ReviewSubject } from "../../../../src/domain/review-reasons.ts";
import { useMay } from "../../../shared/session.tsx";
import { Bones, Empty, Failure, Stale } from "../../../shared/states.tsx";
import { Mark as Sign, TimeText, type Tone } from "../../../shared/values.tsx";
import { useT, useWordOf } from "../../../shared/words.tsx";
import { KEYS, useKeys } from "./keys.tsx";
import { type Mark, type Source, useQueue } from "./queue.ts";
import { RefusePanel } from "./refuse.tsx";
import "./reviews.css";

export interface DeskProps<R> {
  readonly subject: ReviewSubject;
  /** Of the list, for screen readers. */
  readonly label: string;
  readonly source: Source<R>;
  readonly line: (row: R) => { readonly who: string; readonly text: string; readonly at: number };
  readonly detail: (row: R) => ReactNode;
  readonly empty: string;
  /** What follows from an approval. */
  readonly approveHint: string;
  readonly onDecided: () => void;
  readonly onHelp: () => void;
}

const TONES: Readonly<Record<Mark["state"], Tone>> = { pending: "busy", sending: "busy", done: "good", gone: "still", failed: "bad" };

/** What waits at the left, the one that is looked at at the right, and a key for everything that can be done with it. */
export function Desk<R>({ subject, label, source, line, detail, empty, approveHint, onDecided, onHelp }: DeskProps<R>) {
  const t = useT();
  const mayDecide = useMay()("reviews.decide");
  const queue = useQueue(source);
  const { keyOf } = source;
  const [at, setAt] = useState<string>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [refusing, setRefusing] = useState(false);
  const [said, setSaid] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const rows = queue.rows ?? [];
  const current = rows.find((row) => keyOf(row) === at) ?? queue.open[0] ?? rows[0];
  const currentKey = current === undefined ? undefined : keyOf(current);
  const picked = queue.open.filter((row) => chosen.has(keyOf(row)));
  const targets = picked.length > 0 ? picked : queue.open.filter((row) => keyOf(row) === currentKey);

  /** Rows don't move: only what has the focus does. */
  const focus = (row: R | undefined): void => {
    if (row === undefined) return;
    setAt(keyOf(row));
    const item = list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(keyOf(row))}"]`);
    item?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "nearest" });
  };
  const step = (by: number): void => focus(rows[Math.max(0, rows.findIndex((row) => keyOf(row) === currentKey) + by)]);
  const decide = (approve: boolean, reason: string): void => {
    if (!mayDecide || targets.length === 0) return;
    const from = rows.findIndex((row) => keyOf(row) === currentKey);
    const left = queue.open.filter((row) => !targets.includes(row));
    const next = left.find((row) => rows.indexOf(row) > from) ?? left[0];
    queue.decide(targets, approve, reason);
    setSaid(t(approve ? "reviews.saidApproved" : "reviews.saidRefused", { count: targets.length }));
    setChosen(new Set());
    setRefusing(false);
    focus(next ?? current);
  };
  const undo = (): void => {
    const back = queue.undo();
    if (back.length === 0) return;
    setSaid(t("reviews.saidUndone", { count: back.length }));
    focus(back[0]);
  };
  const choose = (key: string | undefined): void => {
    if (key === undefined || !queue.open.some((row) => keyOf(row) === key)) return;
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const startRefusing = (): void => setRefusing(mayDecide && targets.length > 0);
  const stopRefusing = (): void => {
    setRefusing(false);
    focus(current);
  };
  useKeys({
    next: () => step(1),
    previous: () => step(-1),
    approve: () => decide(true, ""),
    refuse: startRefusing,
    undo,
    choose: () => choose(currentKey),
    help: onHelp,
    close: refusing ? stopRefusing : undefined,
    number: (number) => {
      const reason = REVIEW_REASONS[subject][number - 1];
      if (refusing && reason !== undefined) decide(false, reason);
    },
  });
  const settled = rows.filter((row) => ["done", "gone"].includes(queue.markOf(row)?.state ?? "")).length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each that is settled
  useEffect(() => {
    if (settled > 0) onDecided();
  }, [settled]);

  if (queue.rows === undefined)
    return queue.problem === undefined ? <Bones height={420} /> : <Failure problem={queue.problem} retry={queue.reload} />;
  if (current === undefined) return <Empty title={empty} hint={t("reviews.emptyHint")} />;
  return (
    <>
      {queue.problem === undefined ? null : <Stale problem={queue.problem} retry={queue.reload} />}
      <div className="desk">
        <div className="desk-side">
          <div ref={list} className="desk-list" role="listbox" aria-label={label} aria-multiselectable>
            {rows.map((row) => {
              const key = keyOf(row);
              return (
                <Line
                  key={key}
                  of={line(row)}
                  name={key}
                  mark={queue.markOf(row)}
                  current={key === currentKey}
                  chosen={chosen.has(key)}
                  onOpen={() => focus(row)}
                  onChoose={() => choose(key)}
                />
              );
            })}
          </div>
          <div className="desk-foot">
            {queue.more ? (
              <Button size="small" onClick={queue.loadMore}>
                {t("common.loadMore")}
              </Button>
            ) : null}
            {settled > 0 ? (
              <Button size="small" onClick={queue.tidy}>
                {t("reviews.tidy")}
              </Button>
            ) : null}
          </div>
        </div>
        <section className="desk-main" aria-label={t("reviews.present")}>
          <div className="desk-bar">
            <div className="desk-actions">
              <Button type="primary" disabled={!mayDecide || targets.length === 0} onClick={() => decide(true, "")}>
                {picked.length > 0 ? t("reviews.approveMany", { count: picked.length }) : t("reviews.approve")} <kbd>{KEYS.approve}</kbd>
              </Button>
              <Button danger disabled={!mayDecide || targets.length === 0} aria-expanded={refusing} onClick={startRefusing}>
                {picked.length > 0 ? t("reviews.refuseMany", { count: picked.length }) : t("reviews.refuse")} <kbd>{KEYS.refuse}</kbd>
              </Button>
            </div>
            <div className="desk-said">
              <span role="status">{queue.pending.length > 0 ? said : ""}</span>
              {queue.pending.length > 0 ? (
                <Button size="small" onClick={undo}>
                  {t("reviews.undo")} <kbd>{KEYS.undo}</kbd>
                </Button>
              ) : queue.markOf(current) === undefined ? (
                <span className="review-hint">{mayDecide ? approveHint : t("reviews.onlyLook")}</span>
              ) : (
                <Outcome mark={queue.markOf(current)} />
              )}
            </div>
          </div>
          {detail(current)}
          {refusing ? (
            <RefusePanel subject={subject} count={targets.length} onRefuse={(reason) => decide(false, reason)} onClose={stopRefusing} />
          ) : null}
        </section>
      </div>
    </>
  );
}

function Line({
  of: { who, text, at },
  name,
  mark,
  current,
  chosen,
  onOpen,
  onChoose,
}: {
  readonly of: { readonly who: string; readonly text: string; readonly at: number };
  readonly name: string;
  readonly mark: Mark | undefined;
  readonly current: boolean;
  readonly chosen: boolean;
  readonly onOpen: () => void;
  readonly onChoose: () => void;
}) {
  const t = useT();
  const settled = mark !== undefined && mark.state !== "failed";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the desk's keys do it
    <div
      role="option"
      data-key={name}
      tabIndex={current ? 0 : -1}
      aria-selected={chosen}
      aria-current={current ? "true" : undefined}
      className={["desk-line", current ? "desk-line-current" : "", settled ? "desk-line-settled" : ""].filter(Boolean).join(" ")}
      onClick={onOpen}
    >
      <span
        className={chosen ? "desk-pick desk-pick-on" : "desk-pick"}
        aria-hidden
        title={t("common.select")}
        onClick={(event) => {
          event.stopPropagation();
          onChoose();
        }}
      />
      <span className="desk-who">{who}</span>
      <span className="desk-at">{mark === undefined ? at === 0 ? null : <TimeText at={at} /> : <Outcome mark={mark} short />}</span>
      <span className="desk-text">{text}</span>
    </div>
  );
}

function Outcome({ mark, short = false }: { readonly mark: Mark | undefined; readonly short?: boolean }) {
  const t = useT();
  const reasonOf = useWordOf("reviewReasons");
  if (mark === undefined) return null;
  const decided = mark.approve ? t("reviews.approved") : t("reviews.refused");
  const words = { pending: decided, sending: decided, done: decided, gone: t("reviews.gone"), failed: t("reviews.failed") }[mark.state];
  const tone = mark.state === "done" && !mark.approve ? "warn" : TONES[mark.state];
  if (short) return <Sign tone={tone}>{words}</Sign>;
  const told = { gone: t("reviews.goneHint"), failed: t("reviews.failedHint") }[mark.state as "gone" | "failed"];
  const reason = mark.reason === "" || told !== undefined ? "" : ` · ${reasonOf(mark.reason)}`;
  return (
    <span className="desk-outcome" role={told === undefined ? undefined : "alert"} title={told}>
      <Sign tone={tone}>{`${told ?? words}${reason}`}</Sign>
    </span>
  );
}

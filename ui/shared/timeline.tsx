import type { ReactNode } from "react";
import { useFormat } from "./format.ts";
import { TimeText, type Tone } from "./values.tsx";

export interface TimelineEvent {
  readonly key: string | number;
  /** UTC ms. */
  readonly at: number | undefined;
  /** What happened, in a sentence. */
  readonly title: ReactNode;
  /** What belongs to it: codes, texts, a folded list. */
  readonly detail?: ReactNode;
  readonly tone?: Tone;
}

/** What happened, in its order, with the time that passed between one and the next. */
export function Timeline({ label, events }: { readonly label: string; readonly events: readonly TimelineEvent[] }) {
  const format = useFormat();
  return (
    <ol className="timeline" aria-label={label}>
      {events.map(({ key, at, title, detail, tone = "still" }, index) => {
        const before = events[index - 1]?.at;
        return (
          <li key={key} className={`timeline-event timeline-${tone}`}>
            <div className="timeline-when">
              <TimeText at={at} seconds />
              {at !== undefined && before !== undefined && at > before ? (
                <span className="timeline-gap">+{format.duration(at - before)}</span>
              ) : null}
            </div>
            <div className="timeline-what">
              <div className="timeline-title">{title}</div>
              {detail === undefined ? null : <div className="timeline-detail">{detail}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

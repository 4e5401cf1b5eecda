import { MESSAGE_STATES, type MessageState } from "../../../src/domain/message.ts";
import { useFormat } from "../../shared/format.ts";
import { Num, StateTag } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";

export type Counts = Readonly<Partial<Record<MessageState, number>>>;
const OVER: readonly MessageState[] = ["delivered", "failed", "unknown", "cancelled"];
/** Which share of the bar a state's messages are. */
const SHARES: readonly { readonly name: "good" | "bad" | "still" | "busy"; readonly states: readonly MessageState[] }[] = [
  { name: "good", states: ["delivered"] },
  { name: "bad", states: ["failed", "unknown"] },
  { name: "still", states: ["cancelled"] },
  { name: "busy", states: ["sent", "unanswered", "leased"] },
];

export function overOf(states: Counts): number {
  return OVER.reduce((sum, state) => sum + (states[state] ?? 0), 0);
}

/** How far messages have come: a bar of shares, and a number for every state that any is in. */
export function Progress({ total, states }: { readonly total: number; readonly states: Counts }) {
  const t = useT();
  const format = useFormat();
  const over = overOf(states);
  const share = total === 0 ? 0 : over / total;
  return (
    <div className="progress">
      <div
        className="progress-bar"
        role="progressbar"
        aria-label={t("send.progress")}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={over}
      >
        {SHARES.map(({ name, states: of }) => (
          <span
            key={name}
            className={`progress-${name}`}
            style={{ width: `${(100 * of.reduce((sum, state) => sum + (states[state] ?? 0), 0)) / Math.max(1, total)}%` }}
          />
        ))}
      </div>
      <p className="progress-words num">
        {t("send.over", { over, total })} · {format.share(share < 1 ? Math.floor(share * 1000) / 1000 : 1)}
      </p>
      <ul className="progress-states">
        {MESSAGE_STATES.filter((state) => (states[state] ?? 0) > 0).map((state) => (
          <li key={state}>
            <StateTag state={state} /> <Num value={states[state]} />
          </li>
        ))}
      </ul>
    </div>
  );
}

import type { ConsoleOutput } from "../../../shared/api.ts";
import { useT } from "../../../shared/words.tsx";

export type Marks = ConsoleOutput<"rules", "tryText">["marks"];

/** A text with what stands out in it: told by its line and weight as well as by its colour, and in words below. */
export function Highlighted({ text, marks, legend = false }: { readonly text: string; readonly marks: Marks; readonly legend?: boolean }) {
  const t = useT();
  const parts: { readonly text: string; readonly from: number; readonly kind?: Marks[number]["kind"] }[] = [];
  let at = 0;
  for (const { from, to, kind } of marks) {
    if (from > at) parts.push({ text: text.slice(at, from), from: at });
    parts.push({ text: text.slice(from, to), from, kind });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), from: at });
  const counts = new Map<Marks[number]["kind"], number>();
  for (const { kind } of marks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return (
    <>
      <div className="review-text">
        {parts.map(({ text: part, from, kind }) =>
          kind === undefined ? (
            part
          ) : (
            <mark key={from} className={`hl hl-${kind}`} title={t(`highlights.${kind}`)}>
              {part}
            </mark>
          ),
        )}
      </div>
      {legend ? (
        <p className="review-legend">
          {counts.size === 0
            ? t("reviews.nothingMarked")
            : [...counts].map(([kind, count]) => (
                <span key={kind}>
                  <span className={`hl hl-${kind}`}>{t(`highlights.${kind}`)}</span> <span className="num">{count}</span>
                </span>
              ))}
        </p>
      ) : null}
    </>
  );
}

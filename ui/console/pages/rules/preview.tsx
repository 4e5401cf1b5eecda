import type { ReactNode } from "react";
import type { Loading } from "../../../shared/load.ts";
import { Failure } from "../../../shared/states.tsx";
import { Num } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";

export interface Line {
  readonly name: string;
  readonly count: number;
  /** Some of them. */
  readonly some?: readonly string[];
  readonly tone?: "bad";
}

/** What an import would do, before anything is done: as tall as its lines from the beginning. */
export function Preview<T>({
  of,
  lines,
  children,
}: {
  readonly of: Loading<T>;
  readonly lines: (data: T | undefined) => readonly Line[];
  readonly children?: ReactNode;
}) {
  const t = useT();
  if (of.problem !== undefined && of.data === undefined) return <Failure problem={of.problem} retry={of.reload} />;
  return (
    <section className="preview" aria-label={t("rules.preview")} aria-busy={of.loading}>
      <dl className="preview-lines">
        {lines(of.data).map(({ name, count, some = [], tone }) => (
          <div key={name} className={tone === "bad" && count > 0 ? "preview-line preview-bad" : "preview-line"}>
            <dt>{name}</dt>
            <dd>
              <Num value={count} />
              {some.length === 0 ? null : <span className="preview-some">{some.join(t("common.and"))}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {children}
    </section>
  );
}

import { Button } from "antd";
import type { ReactNode } from "react";
import type { Loading } from "./load.ts";
import type { Problem } from "./problem.ts";
import { useT, useWordOf } from "./words.tsx";

/** Grey bars in the place of what is coming, as tall as it will be: `lines` of text. */
export function Bones({
  lines = 3,
  height,
}: {
  readonly lines?: number /** px, of one block instead of lines */;
  readonly height?: number;
}) {
  const t = useT();
  return (
    <div className="bones" role="status" aria-label={t("common.loading")}>
      {height === undefined ? (
        upTo(lines).map((index) => <span key={index} className="bone" style={{ width: `${92 - ((index * 23) % 50)}%` }} />)
      ) : (
        <span className="bone" style={{ height }} />
      )}
    </div>
  );
}

/** 0, 1, … below `count`. */
export function upTo(count: number): readonly number[] {
  return [...Array(count).keys()];
}

/** Nothing is there, which is no fault: says why and, as `children`, what can be done. */
export function Empty({ title, hint, children }: { readonly title: string; readonly hint?: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {hint === undefined ? null : <p className="empty-hint">{hint}</p>}
      {children}
    </div>
  );
}

/** The words for a problem's `reason`, where it has one that this page knows. */
export function useReason(): (problem: Problem) => string | undefined {
  const ofPlatform = useWordOf("reasons");
  const ofConsole = useWordOf("why");
  return ({ reason }) => {
    if (reason === undefined) return undefined;
    return [ofPlatform(reason), ofConsole(reason)].find((found) => found !== reason);
  };
}

/** A problem in a sentence, with its reason where it has one. */
export function useSentence(): (problem: Problem) => string {
  const sentence = useWordOf("problems");
  const reason = useReason();
  const t = useT();
  return (problem) => {
    const text = sentence(problem.code);
    const why = reason(problem);
    return why === undefined ? text : t("common.because", { text: text.replace(/[。.]$/, ""), why });
  };
}

/** A part of a page that could not be had. */
export function Failure({ problem, retry }: { readonly problem: Problem; readonly retry?: () => void }) {
  const t = useT();
  const sentence = useSentence();
  return (
    <div className="failure" role="alert">
      <p className="failure-title">{sentence(problem)}</p>
      <p className="failure-code">
        {t("common.code")} <code className="code">{problem.code}</code>
      </p>
      {retry === undefined ? null : <Button onClick={retry}>{t("common.retry")}</Button>}
    </div>
  );
}

/** A problem above a form's buttons. Problems of single fields are shown at the fields (`FormDrawer`). */
export function ProblemLine({ problem }: { readonly problem: Problem | undefined }) {
  const sentence = useSentence();
  if (problem === undefined) return null;
  return (
    <p className="problem-line" role="alert">
      {sentence(problem)} <code className="code">{problem.code}</code>
    </p>
  );
}

/**
 * What has been loaded, or its bones, or why not. With data at hand a later failure is a line above it: what is known stays on the page.
 */
export function Loaded<T>({
  of,
  bones,
  children,
}: {
  readonly of: Loading<T>;
  readonly bones?: ReactNode;
  readonly children: (data: T) => ReactNode;
}) {
  const { data, problem, reload } = of;
  if (data !== undefined)
    return (
      <>
        {problem === undefined ? null : <Stale problem={problem} retry={reload} />}
        {children(data)}
      </>
    );
  if (problem !== undefined) return <Failure problem={problem} retry={reload} />;
  return bones ?? <Bones />;
}

/** What is shown is from before: the latest try failed. */
export function Stale({ problem, retry }: { readonly problem: Problem; readonly retry: () => void }) {
  const t = useT();
  const sentence = useSentence();
  return (
    <div className="stale" role="status">
      <span>
        {t("common.stale")} {sentence(problem)}
      </span>
      <Button size="small" onClick={retry}>
        {t("common.retry")}
      </Button>
    </div>
  );
}

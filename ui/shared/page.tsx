import { LeftOutlined } from "@ant-design/icons";
import { type ReactNode, useEffect } from "react";
import { Link } from "./router.tsx";
import { useSession } from "./session.tsx";
import { useT } from "./words.tsx";

export interface PageProps {
  readonly title: string;
  /** One line below the title. */
  readonly hint?: ReactNode;
  /** Buttons at the right. */
  readonly actions?: ReactNode;
  /** The list that this page belongs to, on pages of one thing. */
  readonly back?: { readonly to: string; readonly title: string };
  readonly children: ReactNode;
}

/** A page's frame: its one `h1`, the tab's title, and what can be done with it as a whole. */
export function Page({ title, hint, actions, back, children }: PageProps) {
  const t = useT();
  const { site } = useSession();
  const name = t(`shell.${site}`);
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-title">
          {back === undefined ? null : (
            <Link to={back.to} className="page-back">
              <LeftOutlined aria-hidden /> {back.title}
            </Link>
          )}
          <h1 tabIndex={-1}>{title}</h1>
          {hint === undefined ? null : <p className="page-hint">{hint}</p>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page, with a heading of its own. */
export function Section({
  title,
  actions,
  hint,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="section" aria-label={title}>
      <header className="section-head">
        <h2>{title}</h2>
        {actions === undefined ? null : <div className="section-actions">{actions}</div>}
      </header>
      {hint === undefined ? null : <p className="section-hint">{hint}</p>}
      <div className="section-body">{children}</div>
    </section>
  );
}

/** Names and values of one thing, by name, in columns where there is room. */
export function Facts({ of }: { readonly of: Readonly<Record<string, ReactNode>> }) {
  return (
    <dl className="facts">
      {Object.entries(of).map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A figure with its name: the overview's tiles. */
export function Figure({
  name,
  value,
  hint,
  tone,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly hint?: ReactNode;
  readonly tone?: "bad" | "warn";
}) {
  return (
    <div className={tone === undefined ? "figure" : `figure figure-${tone}`}>
      <div className="figure-name">{name}</div>
      <div className="figure-value num">{value}</div>
      <div className="figure-hint">{hint ?? "\u00a0"}</div>
    </div>
  );
}

import { Button, Checkbox } from "antd";
import type { ReactNode } from "react";
import type { Problem } from "./problem.ts";
import { go, Link } from "./router.tsx";
import { Failure, Stale, upTo } from "./states.tsx";
import { useT } from "./words.tsx";

export interface Column<R> {
  readonly key: string;
  readonly title: ReactNode;
  readonly cell: (row: R) => ReactNode;
  /** `number`: right-aligned figures of one width. `actions`: buttons at the end. `prose`: sentences, which have a phone's whole width. */
  readonly kind?: "text" | "number" | "actions" | "prose";
  /** px, or a share like `30%`; the rest is divided by content. */
  readonly width?: number | string;
  /** What narrows the list by this column: an input below its title. */
  readonly filter?: ReactNode;
  /** Long texts: one line, cut, whole on hover where `cell` gives a string. */
  readonly cut?: boolean;
  /** Left out on a phone. */
  readonly wide?: boolean;
}

/** What `usePages` gives, or rows that are at hand as a whole. */
export interface TableRows<R> {
  readonly rows: readonly R[] | undefined;
  readonly problem?: Problem | undefined;
  readonly loading?: boolean;
  readonly more?: boolean;
  readonly loadMore?: () => void;
  readonly reload?: () => void;
}

export interface Selection {
  readonly keys: ReadonlySet<string | number>;
  readonly onChange: (keys: ReadonlySet<string | number>) => void;
}

export interface DataTableProps<R> {
  /** What the table shows, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly of: TableRows<R>;
  readonly rowKey: (row: R) => string | number;
  /** The page that a row leads to: its first cell is the link, and a click anywhere on the row follows it. */
  readonly rowLink?: (row: R) => string;
  /** Opens something in place, where a row leads to no page of its own. */
  readonly onRow?: (row: R) => void;
  readonly selection?: Selection;
  /** Instead of the plain "nothing here". */
  readonly empty?: ReactNode;
  /** How many rows of bones to show before the first answer. */
  readonly expect?: number;
}

/** A list: plain table, one line a row, filters in a second head row, "load more" at its end; cards on a phone. */
export function DataTable<R>(props: DataTableProps<R>) {
  const { label, columns, of, empty, expect = 8, selection } = props;
  const t = useT();
  const { rows, problem, loading = false, more = false, loadMore, reload } = of;
  const filtered = columns.some(({ filter }) => filter !== undefined);
  const width = columns.length + (selection ? 1 : 0);
  if (rows === undefined && problem !== undefined && !filtered) return <Failure problem={problem} {...(reload ? { retry: reload } : {})} />;
  return (
    <div className="table-frame">
      {problem !== undefined && rows !== undefined ? <Stale problem={problem} retry={reload ?? loadMore ?? (() => {})} /> : null}
      <div className="table-scroll">
        <table className={loading && rows !== undefined ? "table table-busy" : "table"} aria-label={label} aria-busy={loading}>
          <thead>
            <tr>
              {selection ? <SelectAll {...props} selection={selection} /> : null}
              {columns.map(({ key, title, kind, width, wide }) => (
                <th key={key} scope="col" className={cellClass({ kind, wide })} style={width === undefined ? undefined : { width }}>
                  {kind === "actions" ? <span className="unseen">{title}</span> : title}
                </th>
              ))}
            </tr>
            {filtered ? (
              <tr className="filters">
                {selection ? <td /> : null}
                {columns.map(({ key, filter, kind, wide }) => (
                  <td key={key} className={cellClass({ kind, wide: wide === true && filter === undefined })}>
                    {filter}
                  </td>
                ))}
              </tr>
            ) : null}
          </thead>
          <tbody>
            {rows === undefined ? (
              problem === undefined ? (
                <BoneRows count={expect} width={width} />
              ) : (
                <tr>
                  <td colSpan={width}>
                    <Failure problem={problem} {...(reload ? { retry: reload } : {})} />
                  </td>
                </tr>
              )
            ) : (
              rows.map((row) => <Row key={props.rowKey(row)} row={row} {...props} />)
            )}
            {rows?.length === 0 ? (
              <tr>
                <td colSpan={width} className="table-empty">
                  {empty ?? <p className="empty-title">{t("common.nothingHere")}</p>}
                </td>
              </tr>
            ) : null}
          </tbody>
        </table>
      </div>
      {more && loadMore ? (
        <div className="table-more">
          <Button onClick={loadMore} loading={loading}>
            {t("common.loadMore")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function cellClass({ kind, wide, cut }: { kind?: Column<unknown>["kind"]; wide?: boolean | undefined; cut?: boolean | undefined }): string {
  return ["cell", kind === undefined ? "" : `cell-${kind}`, wide ? "cell-wide" : "", cut ? "cell-cut" : ""]
    .filter((word) => word !== "")
    .join(" ");
}

const INTERACTIVE = "a, button, input, select, textarea, label, [role=button], [role=switch], [role=combobox]";

function Row<R>({ row, columns, rowKey, rowLink, onRow, selection }: DataTableProps<R> & { readonly row: R }) {
  const t = useT();
  const link = rowLink?.(row);
  const key = rowKey(row);
  const follow = (target: EventTarget): void => {
    if ((target as Element).closest(INTERACTIVE) || getSelection()?.isCollapsed === false) return;
    if (link !== undefined) go(link);
    else onRow?.(row);
  };
  const leads = link !== undefined || onRow !== undefined;
  return (
    // the row's first cell holds the link or button that keyboards and screen readers use
    <tr className={leads ? "row row-leads" : "row"} onClick={leads ? ({ target }) => follow(target) : undefined}>
      {selection ? (
        <td className="cell cell-select">
          <Checkbox
            aria-label={t("common.select")}
            checked={selection.keys.has(key)}
            onChange={() => selection.onChange(toggled(selection.keys, key))}
          />
        </td>
      ) : null}
      {columns.map(({ key: column, cell, kind, title, wide, cut }, index) => {
        const content = cell(row);
        const named = index > 0 && typeof title === "string" && kind !== "actions" ? title : undefined;
        return (
          <td
            key={column}
            className={cellClass({ kind, wide, cut })}
            data-title={named}
            title={cut && typeof content === "string" ? content : undefined}
          >
            {index === 0 ? first(content, link, onRow && (() => onRow(row))) : content}
          </td>
        );
      })}
    </tr>
  );
}

function first(content: ReactNode, link: string | undefined, open: (() => void) | undefined): ReactNode {
  if (link !== undefined) return <Link to={link}>{content}</Link>;
  if (open === undefined) return content;
  return (
    <button type="button" className="plain-link" onClick={open}>
      {content}
    </button>
  );
}

function toggled(keys: ReadonlySet<string | number>, key: string | number): ReadonlySet<string | number> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

function SelectAll<R>({ of, rowKey, selection }: DataTableProps<R> & { readonly selection: Selection }) {
  const t = useT();
  const keys = (of.rows ?? []).map(rowKey);
  const chosen = keys.filter((key) => selection.keys.has(key)).length;
  return (
    <th scope="col" className="cell cell-select">
      <Checkbox
        aria-label={t("common.selectAll")}
        checked={keys.length > 0 && chosen === keys.length}
        indeterminate={chosen > 0 && chosen < keys.length}
        onChange={() => selection.onChange(chosen === keys.length ? new Set() : new Set(keys))}
      />
    </th>
  );
}

function BoneRows({ count, width }: { readonly count: number; readonly width: number }) {
  return upTo(count).map((row) => (
    <tr key={row} className="row" aria-hidden>
      {upTo(width).map((column) => (
        <td key={column} className="cell">
          <span className="bone" style={{ width: `${80 - ((row * 17 + column * 29) % 45)}%` }} />
        </td>
      ))}
    </tr>
  ));
}

import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import type { ChartProps } from "./chart-props.ts";
import { useFormat } from "./format.ts";
import { Absent } from "./values.tsx";
import { useT } from "./words.tsx";

const Canvas = lazy(() => import("./chart-canvas.tsx"));

/** A chart, and the same figures as a table for whoever reads those better. */
export function Chart(props: ChartProps) {
  const { title, at, height = 220, actions, scale = "clock" } = props;
  const [table, setTable] = useState(false);
  const t = useT();
  const format = useFormat();
  const label = (point: number | string): string => {
    if (typeof point === "string") return point;
    return scale === "day" ? format.day(point).slice(5) : format.clock(point);
  };
  return (
    <figure className="chart" aria-label={title}>
      <figcaption className="chart-head">
        <span className="chart-title">{title}</span>
        <span className="chart-actions">
          {actions}
          <Button size="small" type="text" aria-pressed={table} onClick={() => setTable(!table)}>
            {t(table ? "common.asChart" : "common.asTable")}
          </Button>
        </span>
      </figcaption>
      <div style={{ height }} className="chart-body">
        {table ? (
          <ChartTable {...props} label={label} />
        ) : (
          <Suspense fallback={<span className="bone" style={{ height }} />}>
            <Canvas {...props} height={height} labels={at.map(label)} />
          </Suspense>
        )}
      </div>
    </figure>
  );
}

function ChartTable({ title, at, series, value, label }: ChartProps & { readonly label: (point: number | string) => string }) {
  const format = useFormat();
  const t = useT();
  const shown = value ?? ((figure: number) => format.number(figure, 2));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="table-scroll chart-table" tabIndex={0} aria-label={title}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="cell">
              {t("common.time")}
            </th>
            {series.map(({ name }) => (
              <th key={name} scope="col" className="cell cell-number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {at.map((point, index) => (
            <tr key={point} className="row">
              <th scope="row" className="cell num">
                {label(point)}
              </th>
              {series.map(({ name, values }) => {
                const figure = values[index];
                return (
                  <td key={name} className="cell cell-number">
                    {figure === null || figure === undefined ? <Absent /> : shown(figure)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

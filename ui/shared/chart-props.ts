import type { ReactNode } from "react";

export interface Series {
  readonly name: string;
  /** One a point of the chart; `null`: nothing is known there. */
  readonly values: readonly (number | null)[];
  readonly kind?: "line" | "bar";
  /** Series of one stack stand on each other. */
  readonly stack?: string;
  /** What its colour says; without it, the palette's next. */
  readonly tone?: "good" | "bad" | "warn" | "still";
}

export interface ChartProps {
  /** What the chart shows: its name, and the table's. */
  readonly title: string;
  /** UTC ms of each point, or its name. */
  readonly at: readonly (number | string)[];
  readonly series: readonly Series[];
  /** A single series is named as well: it is one of several that there might be. */
  readonly named?: boolean;
  /** How a point's time is written on the axis; days for a month, the clock for a day. */
  readonly scale?: "clock" | "day";
  /** How values are written, e.g. as a share. */
  readonly value?: (value: number) => string;
  /** The axis' upper end, where it is fixed. */
  readonly most?: number;
  /** px */
  readonly height?: number;
  /** Beside the title. */
  readonly actions?: ReactNode;
}

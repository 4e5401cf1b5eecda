import { theme } from "antd";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { ChartProps, Series } from "./chart-props.ts";
import { useFormat } from "./format.ts";

use([LineChart, BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** The drawing itself: the only part that needs the charts' library. */
export default function ChartCanvas({
  title,
  labels,
  series,
  value,
  most,
  named = false,
  height,
}: ChartProps & { readonly labels: readonly string[]; readonly height: number }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(undefined);
  const { token } = theme.useToken();
  const format = useFormat();
  useEffect(() => {
    if (box.current === null) return;
    const made = init(box.current);
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    const tones = { good: token.colorSuccess, bad: token.colorError, warn: token.colorWarning, still: token.colorTextQuaternary };
    const palette = [
      token.colorPrimary,
      token.colorSuccess,
      token.colorWarning,
      "#7a5ea8",
      token.colorError,
      "#3f8f8a",
      "#b0772a",
      "#5b7fbd",
      "#a0527f",
      "#7d8b3a",
    ];
    const shown = value ?? ((figure: number) => format.number(figure, 2));
    const legend = named || series.length > 1;
    const drawn = (one: Series) => ({
      name: one.name,
      type: one.kind ?? "line",
      data: [...one.values],
      showSymbol: false,
      symbolSize: 6,
      lineStyle: { width: 2 },
      barMaxWidth: 22,
      ...(one.stack === undefined ? {} : { stack: one.stack, ...(one.kind === "bar" ? {} : { areaStyle: { opacity: 0.25 } }) }),
      ...(one.tone === undefined ? {} : { color: tones[one.tone] }),
    });
    chart.current?.setOption(
      {
        animation: false,
        color: palette,
        textStyle: { fontFamily: token.fontFamily },
        grid: { left: 8, right: 12, top: legend ? 34 : 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
        legend: legend
          ? {
              type: "scroll",
              top: 0,
              left: 0,
              right: 0,
              itemWidth: 14,
              itemHeight: 8,
              icon: "roundRect",
              textStyle: { color: token.colorTextSecondary },
            }
          : { show: false },
        // drawn, not made of HTML: its styles would need to be allowed
        tooltip: {
          trigger: "axis",
          renderMode: "richText",
          confine: true,
          backgroundColor: token.colorBgElevated,
          borderColor: token.colorBorderSecondary,
          textStyle: { color: token.colorText, fontSize: 12 },
          valueFormatter: (figure: unknown) => (typeof figure === "number" ? shown(figure) : "–"),
        },
        xAxis: {
          type: "category",
          data: [...labels],
          boundaryGap: series.some(({ kind }) => kind === "bar"),
          axisLine: { lineStyle: { color: token.colorBorder } },
          axisTick: { show: false },
          axisLabel: { color: token.colorTextTertiary, hideOverlap: true },
        },
        yAxis: {
          type: "value",
          min: 0,
          ...(most === undefined ? {} : { max: most }),
          minInterval: most === undefined ? 1 : 0,
          splitNumber: 3,
          axisLabel: { color: token.colorTextTertiary, formatter: (figure: number) => shown(figure) },
          splitLine: { lineStyle: { color: token.colorBorderSecondary } },
        },
        series: series.map(drawn),
      },
      { notMerge: true },
    );
  }, [labels, series, value, most, named, token, format]);
  return <div ref={box} role="img" aria-label={title} style={{ height, width: "100%" }} />;
}

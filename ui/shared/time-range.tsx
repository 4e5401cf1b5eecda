import { DatePicker, Space } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import utc from "dayjs/plugin/utc";
// the picker asks for the names of months and days by the page's language
import "dayjs/locale/en-gb";
import "dayjs/locale/zh-cn";
import { usePreferences, zoneName } from "./preferences.ts";
import { useT } from "./words.tsx";

dayjs.extend(utc);

/** UTC ms; either end may be open. */
export interface Range {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** From when to when, by the clock of the chosen zone. Either end may be left open. */
export function TimeRange({ value, onChange }: { readonly value: Range; readonly onChange: (range: Range) => void }) {
  const t = useT();
  return (
    <Space.Compact>
      <TimeField value={value.from} label={t("common.from")} onChange={(from) => onChange({ ...value, from })} />
      <TimeField value={value.to} label={t("common.to")} onChange={(to) => onChange({ ...value, to })} />
    </Space.Compact>
  );
}

export interface TimeFieldProps {
  /** UTC ms. */
  readonly value?: number | undefined;
  readonly onChange?: (at: number | undefined) => void;
  /** What it asks for: shown while it is empty, and said by screen readers. In a `Form.Item` that has a label, none is needed. */
  readonly label?: string;
  /** A form gives it, for its label. */
  readonly id?: string;
}

/** One moment, by the clock of the chosen zone. */
export function TimeField({ value, onChange, label, id }: TimeFieldProps) {
  const zone = zoneName(usePreferences());
  return (
    <DatePicker
      value={value === undefined ? null : dayjs.utc(value + offsetAt(value, zone))}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      needConfirm={false}
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { placeholder: label, "aria-label": label })}
      onChange={(wall) => onChange?.(wall == null ? undefined : timeOf(wall, zone))}
    />
  );
}

/** What a picker's fields say, read as that zone's clock. */
function timeOf(wall: Dayjs, zone: string): number {
  const plain = Date.UTC(wall.year(), wall.month(), wall.date(), wall.hour(), wall.minute(), wall.second());
  const near = plain - offsetAt(plain, zone);
  return plain - offsetAt(near, zone);
}

/** ms that the zone's clock is ahead of UTC at that time. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(at);
  return Date.parse(`${parts.replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
}

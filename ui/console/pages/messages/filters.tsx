import { Input, Select } from "antd";
import { MESSAGE_STATES } from "../../../../src/domain/message.ts";
import { api } from "../../../shared/api.ts";
import { useLoad } from "../../../shared/load.ts";
import { useQuery } from "../../../shared/router.tsx";
import { useMay } from "../../../shared/session.tsx";
import { TimeRange } from "../../../shared/time-range.tsx";
import { useT } from "../../../shared/words.tsx";
import { AccountPicker } from "./account-picker.tsx";
import { number } from "./filter.ts";

/** What the list is narrowed by; all of it is in the address. */
export function MessageFilters() {
  const t = useT();
  const may = useMay();
  const [{ q, account, state, channel, code, text, from, to }, setQuery] = useQuery();
  const channels = useLoad((signal) => api.console("messages", "choices", {}, signal));
  return (
    <search className="filter-bar" aria-label={t("messages.filters")}>
      <Asked className="filter-asked" label={t("messages.asked")} value={q} onChange={(value) => setQuery({ q: value })} />
      <AccountPicker value={account} onChange={(value) => setQuery({ account: value })} />
      <Select
        mode="multiple"
        className="filter-states"
        aria-label={t("messages.state")}
        placeholder={t("messages.state")}
        allowClear
        maxTagCount="responsive"
        value={(state ?? "").split(",").filter((word) => word !== "")}
        options={MESSAGE_STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
        onChange={(values: string[]) => setQuery({ state: values.join(",") })}
      />
      <Select
        className="filter-channel"
        aria-label={t("messages.channel")}
        placeholder={t("messages.channel")}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        value={channel}
        options={(channels.data?.channels ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={(value: string | undefined) => setQuery({ channel: value })}
      />
      <Asked className="filter-code" label={t("messages.code")} value={code} onChange={(value) => setQuery({ code: value })} />
      {may("texts.see") ? (
        <Asked className="filter-text" label={t("messages.text")} value={text} onChange={(value) => setQuery({ text: value })} />
      ) : null}
      <TimeRange
        value={{ from: number(from), to: number(to) }}
        onChange={(range) => setQuery({ from: range.from?.toString(), to: range.to?.toString() })}
      />
    </search>
  );
}

/** Takes effect by the Enter key, by leaving it, and by being emptied. */
export function Asked({
  label,
  value = "",
  onChange,
  className,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly className: string;
}) {
  const take = (typed: string): void => {
    if (typed.trim() !== value) onChange(typed.trim() === "" ? undefined : typed.trim());
  };
  return (
    <Input
      key={value}
      className={className}
      aria-label={label}
      placeholder={label}
      allowClear
      maxLength={200}
      defaultValue={value}
      onChange={({ target }) => target.value === "" && take("")}
      onPressEnter={({ currentTarget }) => take(currentTarget.value)}
      onBlur={({ currentTarget }) => take(currentTarget.value)}
    />
  );
}

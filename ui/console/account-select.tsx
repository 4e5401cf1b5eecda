import { Select } from "antd";
import { useState } from "react";
import { api } from "../shared/api.ts";
import { useLoad } from "../shared/load.ts";
import { useT } from "../shared/words.tsx";

const SHOWN = 20;

export interface AccountSelectProps {
  /** Account id. */
  readonly value?: number | undefined;
  readonly onChange?: (id: number | undefined) => void;
  /** What it asks for; none is needed in a `Form.Item` that has a label. */
  readonly label?: string;
  /** Something to be chosen beside accounts, e.g. `{ value: 0, label: t("rules.platform") }`. */
  readonly beside?: { readonly value: number; readonly label: string };
  readonly size?: "small";
  readonly allowClear?: boolean;
  readonly id?: string;
}

/** One of the accounts, found by a part of its login, name or code. For who may see accounts. */
export function AccountSelect({ value, onChange, label, beside, size, allowClear = true, id }: AccountSelectProps) {
  const t = useT();
  const [search, setSearch] = useState("");
  const found = useLoad(
    (signal) => api.console("accounts", "list", { limit: SHOWN, ...(search === "" ? {} : { search }) }, signal),
    [search],
    { keep: true },
  );
  const accounts = (found.data?.rows ?? []).map((row) => ({
    value: row.id,
    label: row.name === "" || row.name === row.login ? row.login : `${row.name} (${row.login})`,
  }));
  const options = beside !== undefined && search === "" ? [beside, ...accounts] : accounts;
  const unknown = value !== undefined && !options.some((option) => option.value === value) ? [{ value, label: String(value) }] : [];
  return (
    <Select
      className="full"
      {...(id === undefined ? {} : { id })}
      {...(size === undefined ? {} : { size })}
      {...(label === undefined ? {} : { "aria-label": label, placeholder: label })}
      allowClear={allowClear}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.loading}
      notFoundContent={t("common.nothingHere")}
      value={value ?? null}
      options={[...unknown, ...options]}
      onChange={(chosen: number | null | undefined) => onChange?.(chosen ?? undefined)}
    />
  );
}

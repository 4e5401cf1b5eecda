import { Select } from "antd";
import { useEffect, useState } from "react";
import { api } from "../../../shared/api.ts";
import { useLoad } from "../../../shared/load.ts";
import { useT } from "../../../shared/words.tsx";

/** ms after the last key that accounts are looked for. */
const PAUSE = 250;

/** An account by its login, found by any part of login or name. */
export function AccountPicker({
  value,
  onChange,
}: {
  readonly value: string | undefined;
  readonly onChange: (login: string | undefined) => void;
}) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const input = search === "" ? { limit: 20 } : { limit: 20, search };
  const found = useLoad((signal) => api.console("accounts", "list", input, signal), [search], { keep: true });
  return (
    <Select
      aria-label={t("messages.account")}
      className="filter-account"
      placeholder={t("messages.account")}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={value}
      loading={found.loading}
      options={(found.data?.rows ?? []).map(({ login, name }) => ({ value: login, label: name === "" ? login : `${login} · ${name}` }))}
      onChange={(login: string | undefined) => onChange(login)}
    />
  );
}

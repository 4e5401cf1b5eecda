import { Input } from "antd";
import { useEffect, useState } from "react";

/** A word that narrows a list by its column; it holds from Enter on, or when the field is left. */
export function TextFilter({
  value = "",
  label,
  most = 100,
  numeric = false,
  onChange,
}: {
  readonly value: string | undefined;
  /** What it asks for: shown while it is empty, and said by screen readers. */
  readonly label: string;
  readonly most?: number;
  readonly numeric?: boolean;
  readonly onChange: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const settle = (given: string): void => {
    const wanted = given.trim();
    if (wanted !== value) onChange(wanted === "" ? undefined : wanted);
  };
  return (
    <Input
      size="small"
      allowClear
      {...(numeric ? { inputMode: "numeric" as const } : {})}
      maxLength={most}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        if (target.value === "") settle("");
      }}
      onPressEnter={({ currentTarget }) => settle(currentTarget.value)}
      onBlur={({ target }) => settle(target.value)}
    />
  );
}

import { Form, Input, InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";
import type { ConsoleOutput } from "../../../shared/api.ts";
import { useT, useWordOf } from "../../../shared/words.tsx";

type Kind = ConsoleOutput<"channels", "kinds">["rows"][number];
type Field = NonNullable<Kind["fields"]>[number];

/** What a kind asks for beside what all channels have. A secret that there is already may stay empty. */
export function OwnFields({ kind, secrets }: { readonly kind: Kind; readonly secrets: readonly string[] }) {
  const t = useT();
  const word = useWordOf("ownFields");
  return (kind.fields ?? []).map((field) => {
    const kept = secrets.includes(field.key);
    const required = field.needed && !kept;
    return (
      <Form.Item
        key={field.key}
        name={["document", kind.kind, ...field.key.split(".")]}
        label={word(field.key)}
        rules={required ? [{ required: true, message: t("common.required") }] : []}
        {...(kept ? { extra: t("channels.secretKept") } : {})}
        {...(field.form === "flag" ? { valuePropName: "checked" } : {})}
        {...(field.form === "map" ? { getValueProps: writtenMap, normalize: readMap } : {})}
      >
        {inputOf(field)}
      </Form.Item>
    );
  });
}

function inputOf({ form, words = [] }: Field): ReactNode {
  switch (form) {
    case "secret":
      return <Input.Password maxLength={128} autoComplete="new-password" />;
    case "number":
      return <InputNumber className="full" />;
    case "flag":
      return <Switch />;
    case "word":
      return <Select allowClear options={words.map((value) => ({ value, label: value }))} />;
    case "list":
      return <Select mode="tags" open={false} />;
    case "map":
      return <Input.TextArea rows={2} />;
    default:
      return <Input maxLength={1_000} autoComplete="off" />;
  }
}

/** One `name=value` a line. */
function writtenMap(value: unknown): { readonly value: string } {
  if (typeof value !== "object" || value === null) return { value: "" };
  return {
    value: Object.entries(value)
      .map(([name, one]) => `${name}=${one}`)
      .join("\n"),
  };
}

function readMap(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split("\n").map((line) => {
      const cut = line.indexOf("=");
      return cut < 0 ? [line, ""] : [line.slice(0, cut), line.slice(cut + 1)];
    }),
  );
}

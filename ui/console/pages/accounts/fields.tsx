import { Form, Input, InputNumber, Select } from "antd";
import { useLanguage, useT } from "../../../shared/words.tsx";
import type { Options } from "./types.ts";

const MOST_CREDITS = 1_000_000_000_000;

/** Options of a closed list, in words. */
export function choices<const W extends string>(
  words: readonly W[],
  label: (word: W) => string,
): { readonly value: W; readonly label: string }[] {
  return words.map((value) => ({ value, label: label(value) }));
}

/** What an account is called, what it may use, and over which channels. */
export function BasicFields({ options }: { readonly options: Options | undefined }) {
  const t = useT();
  const language = useLanguage();
  return (
    <>
      <Form.Item name="name" label={t("accounts.name")}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="dialects" label={t("accounts.dialects")} extra={t("accounts.dialectsHint")}>
        <Select
          mode="multiple"
          loading={options === undefined}
          options={(options?.dialects ?? []).map(({ name, title }) => ({ value: name, label: `${name} · ${title[language]}` }))}
        />
      </Form.Item>
      <Form.Item name="product" label={t("accounts.product")} extra={t("accounts.productHint")}>
        <Select
          allowClear
          showSearch
          loading={options === undefined}
          options={(options?.products ?? []).map((name) => ({ value: name, label: name }))}
        />
      </Form.Item>
      <Form.Item name="code" label={t("accounts.code")} extra={t("accounts.codeHint")}>
        <Input maxLength={20} inputMode="numeric" autoComplete="off" />
      </Form.Item>
    </>
  );
}

/** Who pays when, and how much. */
export function PaymentFields() {
  const t = useT();
  return (
    <>
      <Form.Item name="payment" label={t("accounts.payment")}>
        <Select options={choices(["prepaid", "postpaid"], (word) => t(`payments.${word}`))} />
      </Form.Item>
      <Form.Item noStyle dependencies={["payment"]}>
        {({ getFieldValue }) =>
          getFieldValue("payment") === "postpaid" ? (
            <Form.Item name="creditLimit" label={t("accounts.creditLimit")} extra={t("accounts.creditLimitHint")}>
              <InputNumber min={0} max={MOST_CREDITS} precision={0} className="full" />
            </Form.Item>
          ) : null
        }
      </Form.Item>
      <Form.Item name="unitPrice" label={t("accounts.unitPrice")} extra={t("accounts.unitPriceHint")}>
        <Input maxLength={12} inputMode="decimal" autoComplete="off" />
      </Form.Item>
    </>
  );
}

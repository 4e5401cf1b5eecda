import { Form, Input, InputNumber } from "antd";
import { api } from "../../../shared/api.ts";
import { FormDrawer } from "../../../shared/form.tsx";
import { useMay } from "../../../shared/session.tsx";
import { useT } from "../../../shared/words.tsx";
import { BasicFields, PaymentFields } from "./fields.tsx";
import type { HandedOver, NewAccount, Options } from "./types.ts";

const MOST_CREDITS = 1_000_000_000_000;

/** A new account, with what it needs to send its first message; everything else is on its page. */
export function CreateAccount({
  options,
  onClose,
  onCreated,
}: {
  readonly options: Options | undefined;
  readonly onClose: () => void;
  readonly onCreated: (made: HandedOver) => void;
}) {
  const t = useT();
  const may = useMay();
  const first = options?.products[0];
  return (
    <FormDrawer<NewAccount>
      open
      title={t("accounts.create")}
      submit={t("accounts.createSubmit")}
      width={520}
      initial={{
        dialects: [],
        payment: "prepaid",
        ...(options?.products.length === 1 && first !== undefined ? { product: first } : {}),
      }}
      onClose={onClose}
      onSubmit={async (given) => {
        const { credits, creditLimit, ...rest } = given;
        const made = await api.console("accounts", "create", {
          ...rest,
          ...(credits === undefined || credits === null ? {} : { credits }),
          ...(creditLimit === undefined || creditLimit === null ? {} : { creditLimit }),
        });
        onCreated(made);
      }}
    >
      <Form.Item
        name="login"
        label={t("accounts.login")}
        extra={t("accounts.loginHint")}
        rules={[{ required: true, message: t("common.required") }]}
      >
        <Input maxLength={64} autoCapitalize="none" autoComplete="off" spellCheck={false} autoFocus />
      </Form.Item>
      <BasicFields options={options} />
      <PaymentFields />
      {may("credits.book") ? (
        <Form.Item name="credits" label={t("accounts.opening")} extra={t("accounts.openingHint")}>
          <InputNumber min={0} max={MOST_CREDITS} precision={0} className="full" />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}

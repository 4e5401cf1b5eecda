import { Form, Input } from "antd";
import { useT } from "./words.tsx";

const SHORTEST = 10;

/** The form fields `chosen` and, for typing errors, `again`. What may be chosen is the server's to say. */
export function ChosenPassword({ focus = false }: { readonly focus?: boolean }) {
  const t = useT();
  return (
    <>
      <Form.Item
        name="chosen"
        label={t("signin.chosen")}
        extra={t("signin.rule")}
        rules={[{ required: true, min: SHORTEST, message: t("why.too-short") }]}
        validateTrigger="onBlur"
      >
        <Input.Password autoComplete="new-password" maxLength={200} autoFocus={focus} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("signin.again")}
        dependencies={["chosen"]}
        validateTrigger="onBlur"
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, again) =>
              again === getFieldValue("chosen") ? Promise.resolve() : Promise.reject(new Error(t("signin.different"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
    </>
  );
}

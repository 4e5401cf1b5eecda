import { Button, Drawer, Form, type FormInstance, Space } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useConfirm } from "./confirm.tsx";
import { useAction } from "./load.ts";
import { useNarrow } from "./preferences.ts";
import type { Problem } from "./problem.ts";
import { ProblemLine, useReason } from "./states.tsx";
import { useT } from "./words.tsx";

export interface FormDrawerProps<V extends object> {
  readonly open: boolean;
  readonly title: string;
  /** The submit button's text: what happens, e.g. "Add". */
  readonly submit: string;
  readonly initial: Partial<V>;
  /** Rejects with the server's `Problem`: its places are shown at the fields of those names. Closes when it resolves. */
  readonly onSubmit: (values: V) => Promise<void>;
  readonly onClose: () => void;
  /** px, where there is room. */
  readonly width?: number;
  /** `Form.Item`s whose names are those of the call's input. */
  readonly children: ReactNode | ((form: FormInstance<V>) => ReactNode);
}

/** A form at the page's side. What was typed is not thrown away without asking. */
export function FormDrawer<V extends object>({
  open,
  title,
  submit,
  initial,
  onSubmit,
  onClose,
  width = 440,
  children,
}: FormDrawerProps<V>) {
  const t = useT();
  const narrow = useNarrow();
  const confirm = useConfirm();
  const [form] = Form.useForm<V>();
  const [touched, setTouched] = useState(false);
  const action = useAction(async (values: V) => {
    await onSubmit(values);
    onClose();
  });
  const { clear } = action;
  useEffect(() => {
    if (!open) return;
    clear();
    setTouched(false);
    form.resetFields();
  }, [open, form, clear]);
  const leftOver = useFieldProblems(form, action.problem);
  const close = (): void => {
    if (!touched) {
      onClose();
      return;
    }
    const question = { title: t("common.discardTitle"), confirm: t("common.discard"), keep: t("common.keepEditing"), danger: true };
    void confirm(question).then((answer) => answer !== undefined && onClose());
  };
  return (
    <Drawer
      open={open}
      title={title}
      size={narrow ? "100%" : width}
      onClose={close}
      destroyOnHidden
      footer={
        <div className="drawer-foot">
          <ProblemLine problem={leftOver} />
          <Space>
            <Button onClick={close}>{t("common.cancel")}</Button>
            <Button type="primary" loading={action.busy} onClick={() => form.submit()}>
              {submit}
            </Button>
          </Space>
        </div>
      }
    >
      <Form<V>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onValuesChange={() => setTouched(true)}
        onFinish={(values) => void action.run(values)}
      >
        {typeof children === "function" ? children(form) : children}
        {/* so that the Enter key sends it: the button itself is in the foot */}
        <button type="submit" className="unseen" tabIndex={-1} aria-hidden />
      </Form>
    </Drawer>
  );
}

/** Shows a problem's places at the fields they name; gives the problem back where it is not, or not only, about fields that are there. */
export function useFieldProblems<V extends object>(form: FormInstance<V>, problem: Problem | undefined): Problem | undefined {
  const t = useT();
  const reason = useReason();
  const [rest, setRest] = useState<Problem>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a problem, whatever language is chosen later
  useEffect(() => {
    if (problem === undefined) {
      setRest(undefined);
      return;
    }
    const why = reason(problem);
    const named = new Map<string, { readonly field: readonly (string | number)[] | undefined; readonly message: string }>();
    for (const { path, message } of problem.places) {
      const field = fieldAt(form, path);
      named.set(field?.join("/") ?? path, { field, message });
    }
    const known = [...named.values()].filter(({ field }) => field !== undefined);
    form.setFields(known.map(({ field, message }) => ({ name: field, errors: [why ?? t("common.notTaken", { message })] })) as never);
    const first = known[0]?.field;
    if (first !== undefined) form.scrollToField(first as never, { block: "nearest" });
    setRest(known.length > 0 && known.length === named.size ? undefined : problem);
  }, [problem, form]);
  return rest;
}

/** The field that a path of the input is shown at: its own, or the nearest around it: `/push/reports`, `/dialects` for `/dialects/0`. */
function fieldAt<V extends object>(form: FormInstance<V>, path: string): readonly (string | number)[] | undefined {
  const names = path.split("/").slice(1);
  for (let length = names.length; length > 0; length--) {
    const field = names.slice(0, length).map((name) => (/^\d+$/.test(name) ? Number(name) : name));
    if (form.getFieldInstance(field as never) !== undefined) return field;
  }
  return undefined;
}

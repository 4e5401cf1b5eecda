import { Form, Input } from "antd";
import { useState } from "react";
import { api } from "../../../shared/api.ts";
import { FormDrawer } from "../../../shared/form.tsx";
import { useLoad } from "../../../shared/load.ts";
import { Problem } from "../../../shared/problem.ts";
import { useT } from "../../../shared/words.tsx";
import { Preview } from "./preview.tsx";
import { useSettled } from "./settled.ts";
import { TextFileButton } from "./text-file.tsx";

const LONGEST = 2_000_000;
const SHOWN = 20;
const NONE = { fresh: [], there: 0, doubles: 0, tooLong: 0, tooLongSample: [], over: 0, most: 100_000 };

/** Adds keywords that are typed, pasted or read from a file; what that would do is shown before. */
export function KeywordImport({
  open,
  onClose,
  onAdded,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAdded: (count: number) => void;
}) {
  const t = useT();
  const [text, setText] = useState("");
  const asked = useSettled(open ? text : "");
  const read = useLoad(
    (signal) => (asked.trim() === "" ? Promise.resolve(NONE) : api.console("rules", "readKeywords", { text: asked }, signal)),
    [asked],
    {
      keep: true,
    },
  );
  const close = (): void => {
    setText("");
    onClose();
  };
  return (
    <FormDrawer<{ text: string }>
      open={open}
      title={t("rules.addWords")}
      submit={t("rules.addSubmit")}
      initial={{ text: "" }}
      width={560}
      onClose={close}
      onSubmit={async ({ text: given }) => {
        const { fresh } = await api.console("rules", "readKeywords", { text: given });
        if (fresh.length === 0) throw new Problem("refused", "nothing is new", { reason: "nothing-new" });
        const { added } = await api.console("rules", "addKeywords", { words: fresh });
        onAdded(added);
      }}
    >
      {(form) => (
        <>
          <Form.Item
            name="text"
            label={t("rules.wordsLabel")}
            extra={t("rules.wordsHint")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <Input.TextArea rows={10} maxLength={LONGEST} spellCheck={false} onChange={({ target }) => setText(target.value)} />
          </Form.Item>
          <TextFileButton
            onText={(content) => {
              form.setFieldValue("text", content.slice(0, LONGEST));
              setText(content.slice(0, LONGEST));
            }}
          />
          <Preview
            of={read}
            lines={(data = NONE) => [
              { name: t("rules.fresh"), count: data.fresh.length, some: data.fresh.slice(0, SHOWN) },
              { name: t("rules.there"), count: data.there },
              { name: t("rules.doubles"), count: data.doubles },
              { name: t("rules.tooLong"), count: data.tooLong, some: data.tooLongSample, tone: "bad" },
              ...(data.over > 0 ? [{ name: t("rules.over", { most: data.most }), count: data.over, tone: "bad" as const }] : []),
            ]}
          />
        </>
      )}
    </FormDrawer>
  );
}

import { Checkbox, Form, Input } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { FormDrawer } from "../../../shared/form.tsx";
import { useLoad } from "../../../shared/load.ts";
import { Problem } from "../../../shared/problem.ts";
import { TimeField } from "../../../shared/time-range.tsx";
import { useT } from "../../../shared/words.tsx";
import { AccountSelect } from "../../account-select.tsx";
import { Preview } from "./preview.tsx";
import { useSettled } from "./settled.ts";
import { TextFileButton } from "./text-file.tsx";

const MOST = 10_000;
const LONGEST = 200_000;
const SHOWN = 20;
const NONE = { fresh: 0, there: 0, doubles: 0, wrong: [], optedOut: [] };
const PLATFORM = 0;

interface Values {
  readonly accountId: number;
  readonly phones: string;
  readonly reason?: string;
  readonly expiresAt?: number;
  readonly overOptOuts?: boolean;
}

/** Separated by line breaks, commas, semicolons or tabs; blanks are part of how phones are written. */
function phonesOf(text: string): readonly string[] {
  return text
    .split(/[\r\n\t,;，；、]+/)
    .map((phone) => phone.replaceAll('"', "").trim().slice(0, 40))
    .filter((phone) => phone !== "");
}

/** Puts one phone or many on a list; what that would do is shown before. */
export function BlacklistAdd({
  open,
  onClose,
  onAdded,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAdded: (done: ConsoleOutput<"rules", "block">) => void;
}) {
  const t = useT();
  const [given, setGiven] = useState({ text: "", accountId: PLATFORM });
  const asked = useSettled(open ? given : undefined);
  const read = useLoad(
    (signal) => {
      const phones = phonesOf(asked?.text ?? "").slice(0, MOST);
      if (asked === undefined || phones.length === 0) return Promise.resolve(NONE);
      return api.console("rules", "readPhones", { accountId: asked.accountId, phones }, signal);
    },
    [asked],
    { keep: true },
  );
  const over = phonesOf(given.text).length - MOST;
  const close = (): void => {
    setGiven({ text: "", accountId: PLATFORM });
    onClose();
  };
  return (
    <FormDrawer<Values>
      open={open}
      title={t("rules.block")}
      submit={t("rules.blockSubmit")}
      initial={{ accountId: PLATFORM, phones: "", reason: "" }}
      width={560}
      onClose={close}
      onSubmit={async ({ accountId, phones, reason = "", expiresAt, overOptOuts = false }) => {
        const list = phonesOf(phones);
        if (list.length === 0) throw new Problem("refused", "nothing is new", { reason: "nothing-new" });
        onAdded(
          await api.console("rules", "block", {
            accountId,
            phones: list.slice(0, MOST),
            reason,
            overOptOuts,
            ...(expiresAt === undefined ? {} : { expiresAt }),
          }),
        );
      }}
    >
      {(form) => (
        <>
          <Form.Item name="accountId" label={t("rules.scope")}>
            <AccountSelect
              allowClear={false}
              beside={{ value: PLATFORM, label: t("rules.platform") }}
              onChange={(id = PLATFORM) => {
                form.setFieldValue("accountId", id);
                setGiven((was) => ({ ...was, accountId: id }));
              }}
            />
          </Form.Item>
          <Form.Item
            name="phones"
            label={t("rules.phones")}
            extra={t("rules.phonesHint")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <Input.TextArea
              rows={6}
              maxLength={LONGEST}
              spellCheck={false}
              onChange={({ target }) => setGiven((was) => ({ ...was, text: target.value }))}
            />
          </Form.Item>
          <TextFileButton
            onText={(content) => {
              const text = content.slice(0, LONGEST);
              form.setFieldValue("phones", text);
              setGiven((was) => ({ ...was, text }));
            }}
          />
          <Preview
            of={read}
            lines={(data = NONE) => [
              { name: t("rules.freshPhones"), count: data.fresh },
              { name: t("rules.therePhones"), count: data.there },
              { name: t("rules.doubles"), count: data.doubles },
              { name: t("rules.wrongPhones"), count: data.wrong.length, some: data.wrong.slice(0, SHOWN), tone: "bad" },
              { name: t("rules.optedOut"), count: data.optedOut.length, some: data.optedOut.slice(0, SHOWN) },
              ...(over > 0 ? [{ name: t("rules.overPhones", { most: MOST }), count: over, tone: "bad" as const }] : []),
            ]}
          >
            {(read.data?.optedOut.length ?? 0) > 0 ? (
              <Form.Item name="overOptOuts" valuePropName="checked" noStyle>
                <Checkbox>{t("rules.overOptOuts")}</Checkbox>
              </Form.Item>
            ) : null}
          </Preview>
          <Form.Item name="reason" label={t("common.reasonOptional")}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="expiresAt" label={t("rules.untilLabel")} extra={t("rules.untilHint")}>
            <TimeField />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

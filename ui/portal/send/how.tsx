import { Form, Input, Segmented, Select } from "antd";
import { TimeField } from "../../shared/time-range.tsx";
import { useT } from "../../shared/words.tsx";
import type { How, SendFacts } from "./leaving.ts";

const HOUR = 3_600_000;

/** Signature, extension and time: what is asked wherever something is sent. */
export function HowFields({
  facts,
  how,
  onChange,
}: {
  readonly facts: SendFacts;
  readonly how: How;
  readonly onChange: (how: How) => void;
}) {
  const t = useT();
  const { mode, approved } = facts.signature;
  return (
    <div className="send-how">
      {mode === "prepend" || mode === "append" ? (
        <Form.Item
          label={t("send.signature")}
          htmlFor="signature"
          {...(approved.length === 0 ? { help: t("send.noSignature"), validateStatus: "error" as const } : {})}
        >
          <Select
            id="signature"
            value={approved.length === 0 ? undefined : (how.signature ?? 1)}
            disabled={approved.length === 0}
            options={approved.map((text, index) => ({ value: index + 1, label: `【${text}】` }))}
            onChange={(signature) => onChange({ ...how, signature })}
          />
        </Form.Item>
      ) : null}
      <Form.Item label={t("send.ext")} htmlFor="ext">
        <Input
          id="ext"
          value={how.ext}
          inputMode="numeric"
          maxLength={20}
          autoComplete="off"
          placeholder={t("send.extHint")}
          onChange={({ target }) => onChange({ ...how, ext: target.value.replace(/\D/g, "") })}
        />
      </Form.Item>
      <Form.Item label={t("send.when")}>
        <div className="send-when">
          <Segmented
            aria-label={t("send.when")}
            value={how.sendAt === undefined ? "now" : "later"}
            options={[
              { value: "now", label: t("send.now") },
              { value: "later", label: t("send.later") },
            ]}
            onChange={(when) => onChange({ ...how, sendAt: when === "now" ? undefined : nextHour() })}
          />
          {how.sendAt === undefined ? null : (
            <TimeField value={how.sendAt} label={t("send.sendAt")} onChange={(sendAt) => onChange({ ...how, sendAt })} />
          )}
        </div>
      </Form.Item>
    </div>
  );
}

/** The full hour that is more than an hour ahead. */
function nextHour(): number {
  return (Math.floor(Date.now() / HOUR) + 2) * HOUR;
}

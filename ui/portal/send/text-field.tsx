import { Button, Dropdown, Form, Input } from "antd";
import { type ReactNode, useRef } from "react";
import { useT } from "../../shared/words.tsx";
import { leavingFit, type SendFacts } from "./leaving.ts";

/** Worth telling a writer: fewer characters than this save a segment. */
const FEW = 15;

export interface TextFieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly facts: SendFacts;
  readonly signature: number | undefined;
  /** What `fit` is of, where it isn't the text as it stands. */
  readonly measured?: string;
  /** Columns that may be put in. */
  readonly columns?: readonly string[];
  readonly problem?: ReactNode;
}

/** A text being written: with what it is priced at, counted as it is typed. */
export function TextField({ value, onChange, facts, signature, measured = value, columns = [], problem }: TextFieldProps) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const fit = leavingFit(measured, facts, signature);
  const put = (piece: string): void => {
    const area = box.current?.querySelector("textarea");
    const [from, to] = area ? [area.selectionStart, area.selectionEnd] : [value.length, value.length];
    onChange(value.slice(0, from) + piece + value.slice(to));
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(from + piece.length, from + piece.length);
    });
  };
  return (
    <Form.Item
      label={t("send.text")}
      htmlFor="text"
      {...(problem === undefined ? {} : { help: problem, validateStatus: "error" as const })}
      extra={
        <span className="send-fit num" aria-live="polite">
          {t("send.fit", { length: fit.length, segments: fit.segments, room: fit.room })}
          {fit.over > 0 && fit.over <= FEW ? <strong className="send-save">{t("send.save", { over: fit.over })}</strong> : null}
        </span>
      }
    >
      <div ref={box}>
        {columns.length === 0 && facts.templates.length === 0 ? null : (
          <div className="send-put">
            {columns.map((name) => (
              <Button key={name} size="small" onClick={() => put(`{${name}}`)}>
                {`{${name}}`}
              </Button>
            ))}
            {facts.templates.length === 0 ? null : (
              <Dropdown
                trigger={["click"]}
                menu={{
                  items: facts.templates.map(({ id, text }) => ({ key: id, label: <span className="send-template">{text}</span> })),
                  onClick: ({ key }) => onChange(facts.templates.find(({ id }) => id === key)?.text ?? value),
                }}
              >
                <Button size="small">{t("send.fromTemplate")}</Button>
              </Dropdown>
            )}
          </div>
        )}
        <Input.TextArea
          id="text"
          value={value}
          className="grows"
          rows={4}
          maxLength={facts.content}
          placeholder={t("send.textHint")}
          onChange={({ target }) => onChange(target.value)}
        />
      </div>
    </Form.Item>
  );
}

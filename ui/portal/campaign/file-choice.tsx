import { InboxOutlined } from "@ant-design/icons";
import { Form, Select, Switch } from "antd";
import { useId, useMemo, useState } from "react";
import { useFormat } from "../../shared/format.ts";
import { useT } from "../../shared/words.tsx";
import { readFile } from "../files/read-file.ts";
import { FileProblem, type FileProblemCode, type Sheet } from "../files/sheet.ts";
import { guess, type LeftOut, namesOf, type Reading, type Recipients, recipientsOf } from "./recipients.ts";

/** A file that was chosen, and how it is understood. */
export interface Chosen {
  readonly file: string;
  readonly sheet: Sheet;
  readonly reading: Reading;
}

export interface Understood extends Recipients {
  readonly names: readonly string[];
}

/** What a chosen file says, worked out again when it is understood in another way. */
export function useUnderstood(chosen: Chosen | undefined): Understood | undefined {
  const { sheet, reading } = chosen ?? {};
  return useMemo(
    () => (sheet === undefined || reading === undefined ? undefined : { ...recipientsOf(sheet, reading), names: namesOf(sheet, reading) }),
    [sheet, reading],
  );
}

/** A file, read here in the browser: which column has the phones, who is written to and who isn't. */
export function FileChoice({
  chosen,
  understood,
  onChange,
}: {
  readonly chosen: Chosen | undefined;
  readonly understood: Understood | undefined;
  readonly onChange: (chosen: Chosen) => void;
}) {
  const t = useT();
  const field = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FileProblemCode>();
  const [over, setOver] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const sheet = await readFile(file);
      onChange({ file: file.name, sheet, reading: guess(sheet) });
    } catch (error) {
      setProblem(error instanceof FileProblem ? error.code : "file-unknown");
    }
    setBusy(false);
  };
  const id = `${field}-file`;
  return (
    <>
      <label
        htmlFor={id}
        className={over ? "file-drop file-over" : "file-drop"}
        aria-busy={busy}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer.files[0]);
        }}
      >
        <InboxOutlined className="file-icon" aria-hidden />
        <span className="file-name">{busy ? t("campaigns.reading") : (chosen?.file ?? t("campaigns.choose"))}</span>
        <span className="file-hint">{t("campaigns.chooseHint")}</span>
        <input
          id={id}
          className="unseen"
          type="file"
          accept=".xlsx,.csv,.txt,text/plain,text/csv"
          onChange={({ target }) => {
            void take(target.files?.[0]);
            target.value = "";
          }}
        />
      </label>
      {problem === undefined ? null : (
        <p className="problem-line" role="alert">
          {t(`campaigns.${problem}`)}
        </p>
      )}
      {chosen === undefined || understood === undefined ? null : (
        <>
          <div className="file-reading">
            <Form.Item label={t("campaigns.phoneColumn")} htmlFor={`${field}-phone`}>
              <Select
                id={`${field}-phone`}
                value={chosen.reading.phone}
                options={understood.names.map((label, value) => ({ value, label }))}
                onChange={(phone) => onChange({ ...chosen, reading: { ...chosen.reading, phone } })}
              />
            </Form.Item>
            <Form.Item label={t("campaigns.header")} htmlFor={`${field}-header`}>
              <Switch
                id={`${field}-header`}
                checked={chosen.reading.header}
                onChange={(header) => onChange({ ...chosen, reading: { ...chosen.reading, header } })}
              />
            </Form.Item>
          </div>
          <Counted of={understood} cut={chosen.sheet.cut} />
        </>
      )}
    </>
  );
}

/** Lines that are shown of those who are left out. */
const SHOWN = 100;

function Counted({ of: { good, doubles, bad }, cut }: { readonly of: Understood; readonly cut: boolean }) {
  const t = useT();
  return (
    <div className="file-counts" aria-live="polite">
      <p className="num">{t("campaigns.counted", { good: good.length, doubles: doubles.length, bad: bad.length })}</p>
      {cut ? <p className="send-held">{t("campaigns.cut")}</p> : null}
      <Lines title={t("campaigns.bad", { count: bad.length })} lines={bad} />
      <Lines title={t("campaigns.doubles", { count: doubles.length })} lines={doubles} />
    </div>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly LeftOut[] }) {
  const t = useT();
  const format = useFormat();
  if (lines.length === 0) return null;
  return (
    <details className="file-lines">
      <summary>{title}</summary>
      <ul>
        {lines.slice(0, SHOWN).map(({ line, given }) => (
          <li key={line} className="num">
            {t("campaigns.line", { line: format.number(line), given: given === "" ? t("common.none") : given })}
          </li>
        ))}
        {lines.length > SHOWN ? <li>{t("campaigns.moreLines", { count: lines.length - SHOWN })}</li> : null}
      </ul>
    </details>
  );
}

import { DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { api } from "../../../shared/api.ts";
import { useConfirm } from "../../../shared/confirm.tsx";
import { saveText } from "../../../shared/copy.tsx";
import { useAction, usePages } from "../../../shared/load.ts";
import { useQuery } from "../../../shared/router.tsx";
import { useMay } from "../../../shared/session.tsx";
import { ProblemLine } from "../../../shared/states.tsx";
import { DataTable } from "../../../shared/table.tsx";
import { useT } from "../../../shared/words.tsx";
import { KeywordImport } from "./keyword-import.tsx";
import { TryText } from "./try-text.tsx";

const PAGE = 100;
const EXPORT_PAGE = 10_000;

/** Words that no text may hold. */
export function KeywordsPanel() {
  const t = useT();
  const { message } = App.useApp();
  const confirm = useConfirm();
  const mayEdit = useMay()("rules.edit");
  const [{ part }, setQuery] = useQuery();
  const [chosen, setChosen] = useState<ReadonlySet<string | number>>(new Set());
  const [importing, setImporting] = useState(false);
  const words = usePages<string, string>(
    (after, signal) =>
      api.console(
        "rules",
        "keywords",
        { limit: PAGE, ...(after === undefined ? {} : { after }), ...(part === undefined ? {} : { part }) },
        signal,
      ),
    [part],
  );
  const exporting = useAction(async () => saveText("keywords.txt", "text/plain", `\uFEFF${(await allWords()).join("\r\n")}\r\n`));
  const remove = (removed: readonly string[]): void =>
    void confirm({
      title: t("rules.removeTitle", { count: removed.length }),
      text: t("rules.removeText"),
      confirm: t("common.remove"),
      danger: true,
      act: async () => {
        await api.console("rules", "removeKeywords", { words: [...removed] });
        setChosen(new Set());
        words.change((word) => (removed.includes(word) ? undefined : word));
        message.success(t("rules.removed", { count: removed.length }));
      },
    });
  return (
    <>
      <TryText />
      <div className="panel-bar">
        <Input.Search
          className="panel-search"
          allowClear
          maxLength={100}
          aria-label={t("rules.searchWord")}
          placeholder={t("rules.searchWord")}
          defaultValue={part ?? ""}
          onSearch={(value) => setQuery({ part: value === "" ? undefined : value })}
        />
        <ProblemLine problem={exporting.problem} />
        {chosen.size > 0 ? (
          <Button danger onClick={() => remove([...chosen].map(String))}>
            {t("rules.removeMany", { count: chosen.size })}
          </Button>
        ) : null}
        <Button icon={<DownloadOutlined aria-hidden />} loading={exporting.busy} onClick={() => void exporting.run()}>
          {t("rules.export")}
        </Button>
        {mayEdit ? (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setImporting(true)}>
            {t("rules.addWords")}
          </Button>
        ) : null}
      </div>
      <DataTable<string>
        label={t("ruleKinds.keywords")}
        of={words}
        rowKey={(word) => word}
        {...(mayEdit ? { selection: { keys: chosen, onChange: setChosen } } : {})}
        empty={<p className="empty-title">{part === undefined ? t("rules.noWords") : t("rules.noWordsFound")}</p>}
        columns={[
          { key: "word", title: t("rules.word"), cell: (word) => <span className="keyword">{word}</span> },
          ...(mayEdit
            ? [
                {
                  key: "actions",
                  title: t("common.actions"),
                  kind: "actions" as const,
                  cell: (word: string) => (
                    <Button size="small" onClick={() => remove([word])}>
                      {t("common.remove")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <KeywordImport
        open={importing}
        onClose={() => setImporting(false)}
        onAdded={(count) => {
          message.success(t("rules.added", { count }));
          words.reload();
        }}
      />
    </>
  );
}

async function allWords(): Promise<readonly string[]> {
  const words: string[] = [];
  for (let after: string | undefined; ; ) {
    const { rows, more } = await api.console("rules", "keywords", { limit: EXPORT_PAGE, ...(after === undefined ? {} : { after }) });
    for (const word of rows) words.push(word);
    if (more === undefined) return words;
    after = more;
  }
}

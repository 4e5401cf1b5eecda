import { Input } from "antd";
import { useState } from "react";
import { api } from "../../../shared/api.ts";
import { useLoad } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { Stale } from "../../../shared/states.tsx";
import { Mark } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";
import { Highlighted } from "../reviews/highlighted.tsx";
import "../reviews/reviews.css";
import { useSettled } from "./settled.ts";

/** Says of a text which keywords it holds, as the rule would. */
export function TryText() {
  const t = useT();
  const [text, setText] = useState("");
  const asked = useSettled(text);
  const found = useLoad(
    async (signal) => ({ text: asked, ...(asked === "" ? NOTHING : await api.console("rules", "tryText", { text: asked }, signal)) }),
    [asked],
    { keep: true },
  );
  const { data } = found;
  return (
    <Section title={t("rules.try")} hint={t("rules.tryHint")}>
      <div className="try">
        <Input.TextArea
          rows={3}
          maxLength={1_000}
          aria-label={t("rules.tryText")}
          placeholder={t("rules.tryText")}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <div className="try-found" aria-live="polite">
          {found.problem === undefined ? null : <Stale problem={found.problem} retry={found.reload} />}
          {data === undefined || data.text === "" ? (
            <p className="quiet">{t("rules.tryEmpty")}</p>
          ) : (
            <>
              <Mark tone={data.words.length === 0 ? "good" : "bad"}>
                {data.words.length === 0 ? t("rules.tryClean") : t("rules.tryHeld", { words: data.words.join(t("common.and")) })}
              </Mark>
              <Highlighted text={data.text} marks={data.marks} />
            </>
          )}
        </div>
      </div>
    </Section>
  );
}

const NOTHING = { words: [], marks: [], size: 0 };

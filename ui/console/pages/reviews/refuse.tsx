import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { REVIEW_REASONS, type ReviewSubject } from "../../../../src/domain/review-reasons.ts";
import { useT } from "../../../shared/words.tsx";

const LONGEST = 200;

/** Why something is refused: an offered reason by its number, or words of one's own. */
export function RefusePanel({
  subject,
  count,
  onRefuse,
  onClose,
}: {
  readonly subject: ReviewSubject;
  readonly count: number;
  readonly onRefuse: (reason: string) => void;
  readonly onClose: () => void;
}) {
  const t = useT();
  const [own, setOwn] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
  }, []);
  const text = own.trim();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend inside of its border, and no focus
    <div ref={panel} className="refuse" role="group" tabIndex={-1} aria-label={t("reviews.why")}>
      <p className="refuse-title">{count > 1 ? t("reviews.whyMany", { count }) : t("reviews.why")}</p>
      <ol className="refuse-reasons">
        {REVIEW_REASONS[subject].map((reason, index) => (
          <li key={reason}>
            <button type="button" className="refuse-reason" onClick={() => onRefuse(reason)}>
              <kbd>{index + 1}</kbd> {t(`reviewReasons.${reason}`)}
            </button>
          </li>
        ))}
      </ol>
      <form
        className="refuse-own"
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== "") onRefuse(text);
        }}
      >
        <Input
          aria-label={t("reviews.ownReason")}
          placeholder={t("reviews.ownReason")}
          maxLength={LONGEST}
          value={own}
          onChange={({ target }) => setOwn(target.value)}
          onKeyDown={(event) => event.key === "Escape" && onClose()}
        />
        <Button htmlType="submit" danger disabled={text === ""}>
          {t("reviews.refuse")}
        </Button>
      </form>
      <p className="review-hint">{t("reviews.whyHint")}</p>
    </div>
  );
}

import { Button, Input, Modal } from "antd";
import { createContext, type ReactNode, useCallback, useContext, useId, useRef, useState } from "react";
import { useAction } from "./load.ts";
import { ProblemLine } from "./states.tsx";
import { useT } from "./words.tsx";

export interface Question {
  readonly title: string;
  /** What will happen, in a sentence or two. */
  readonly text?: ReactNode;
  /** The button's text: what happens, not "OK". */
  readonly confirm: string;
  /** The other button's text, where "cancel" could mean either. */
  readonly keep?: string;
  /** It takes something away, or can't be undone. */
  readonly danger?: boolean;
  /** Whether a reason is asked for. */
  readonly reason?: "required" | "optional";
  /** Done while the question stands; where it rejects, the question stays and says why. */
  readonly act?: (reason: string) => Promise<void>;
}

const LONGEST_REASON = 200;
/** Forms at the side, at 1000, ask too. */
const ABOVE_DRAWERS = 1050;
type Ask = (question: Question) => Promise<{ readonly reason: string } | undefined>;
const ConfirmContext = createContext<Ask>(() => Promise.resolve(undefined));

/** `await confirm({...})`: what was answered, or undefined where it was thought better of. */
export function useConfirm(): Ask {
  return useContext(ConfirmContext);
}

export function ConfirmProvider({ children }: { readonly children: ReactNode }) {
  const [question, setQuestion] = useState<Question>();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const settle = useRef<(answer: { readonly reason: string } | undefined) => void>(() => {});
  const t = useT();
  const field = useId();
  const action = useAction(async () => {
    await question?.act?.(reason.trim());
    close({ reason: reason.trim() });
  });
  const { clear } = action;
  const ask = useCallback<Ask>(
    (asked) => {
      settle.current(undefined);
      clear();
      setReason("");
      setQuestion(asked);
      setOpen(true);
      return new Promise((resolve) => {
        settle.current = resolve;
      });
    },
    [clear],
  );
  const close = (answer: { readonly reason: string } | undefined): void => {
    setOpen(false);
    settle.current(answer);
  };
  const lacking = question?.reason === "required" && reason.trim() === "";
  return (
    <ConfirmContext value={ask}>
      {children}
      <Modal
        open={open}
        title={question?.title}
        onCancel={() => close(undefined)}
        width={460}
        zIndex={ABOVE_DRAWERS}
        footer={[
          <Button key="cancel" onClick={() => close(undefined)}>
            {question?.keep ?? t("common.cancel")}
          </Button>,
          <Button
            key="do"
            type="primary"
            danger={question?.danger ?? false}
            loading={action.busy}
            disabled={lacking}
            onClick={() => void action.run()}
          >
            {question?.confirm}
          </Button>,
        ]}
      >
        {question?.text === undefined ? null : <div className="confirm-text">{question.text}</div>}
        {question?.reason === undefined ? null : (
          <div className="confirm-reason">
            <label htmlFor={field}>{t(question.reason === "required" ? "common.reason" : "common.reasonOptional")}</label>
            <Input.TextArea
              id={field}
              rows={2}
              maxLength={LONGEST_REASON}
              showCount
              value={reason}
              onChange={({ target }) => setReason(target.value)}
              autoFocus
            />
          </div>
        )}
        <ProblemLine problem={action.problem} />
      </Modal>
    </ConfirmContext>
  );
}

import { Modal } from "antd";
import { Fragment, useEffect, useLayoutEffect, useRef } from "react";
import { useT } from "../../../shared/words.tsx";

export const KEYS = { next: "J", previous: "K", approve: "A", refuse: "R", undo: "U", choose: "X", help: "?" } as const;

export interface KeyActions {
  readonly next: () => void;
  readonly previous: () => void;
  readonly approve: () => void;
  readonly refuse: () => void;
  readonly undo: () => void;
  readonly choose: () => void;
  readonly help: () => void;
  readonly close: (() => void) | undefined;
  readonly number: (number: number) => void;
}

const TYPING = "input, textarea, select, [contenteditable=true], [role=dialog], [role=combobox], [role=menu]";
/** Keys that a button or a tab has a use for of its own. */
const OWN = "a, button, [role=tab]";

/** Listens for the desk's keys wherever the focus is, but for where something is typed or asked. */
export function useKeys(actions: KeyActions): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as Element;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || target.closest(TYPING)) return;
      const act = actionOf(event.key, latest.current, target.closest(OWN) !== null);
      if (act === undefined || (event.repeat && !["j", "k", "ArrowDown", "ArrowUp"].includes(event.key))) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function actionOf(key: string, actions: KeyActions, onButton: boolean): (() => void) | undefined {
  if (/^[1-9]$/.test(key)) return () => actions.number(Number(key));
  switch (key.toLowerCase()) {
    case "arrowdown":
      return onButton ? undefined : actions.next;
    case "arrowup":
      return onButton ? undefined : actions.previous;
    case "j":
      return actions.next;
    case "k":
      return actions.previous;
    case "a":
      return actions.approve;
    case "r":
      return actions.refuse;
    case "u":
      return actions.undo;
    case " ":
      return onButton ? undefined : actions.choose;
    case "x":
      return actions.choose;
    case "?":
      return actions.help;
    case "escape":
      return actions.close;
    default:
      return undefined;
  }
}

/** What the keys do. */
export function KeysHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const t = useT();
  const rows = [
    [`${KEYS.next} ↓`, t("reviews.keyNext")],
    [`${KEYS.previous} ↑`, t("reviews.keyPrevious")],
    [KEYS.approve, t("reviews.keyApprove")],
    [KEYS.refuse, t("reviews.keyRefuse")],
    ["1 – 9", t("reviews.keyReason")],
    [KEYS.undo, t("reviews.keyUndo")],
    [KEYS.choose, t("reviews.keyChoose")],
    [KEYS.help, t("reviews.keyHelp")],
  ] as const;
  return (
    <Modal open={open} title={t("reviews.keys")} footer={null} onCancel={onClose} width={420}>
      <dl className="keys">
        {rows.map(([key, does]) => (
          <Fragment key={key}>
            <dt>{key.split(" ").map((one) => (one === "–" ? one : <kbd key={one}>{one}</kbd>))}</dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}

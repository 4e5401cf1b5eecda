import { Button, Modal } from "antd";
import { CopyButton } from "./copy.tsx";

/** A password or key that is shown once: closing it takes a click that says so. */
export function ShownOnce({
  secret,
  title,
  text,
  what,
  done,
  onClose,
}: {
  /** Nothing is shown without one. */
  readonly secret: string | undefined;
  readonly title: string;
  readonly text: string;
  /** What it is, for the button that copies it. */
  readonly what: string;
  /** The button's text: what was done with it. */
  readonly done: string;
  readonly onClose: () => void;
}) {
  return (
    <Modal
      open={secret !== undefined}
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {done}
        </Button>
      }
    >
      <p>{text}</p>
      <p className="handed">
        <code className="code handed-text" data-testid="one-time-password">
          {secret}
        </code>
        <CopyButton text={secret ?? ""} what={what} label />
      </p>
    </Modal>
  );
}

import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useEffect, useState } from "react";
import { useT } from "./words.tsx";

/** ms that the button says that it has worked. */
const SAYS_SO = 1500;

/** Puts a text onto the clipboard. @param what what it is, for the button's name: "password" */
export function CopyButton({
  text,
  what,
  label = false,
}: {
  readonly text: string;
  readonly what?: string /** Show the words, not only the sign. */;
  readonly label?: boolean;
}) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAYS_SO);
    return () => clearTimeout(timer);
  }, [copied]);
  const name = copied ? t("common.copied") : what === undefined ? t("common.copy") : t("common.copyWhat", { what });
  const button = (
    <Button
      size="small"
      type={label ? "default" : "text"}
      icon={copied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
      aria-label={name}
      onClick={() => void copy(text).then(setCopied)}
    >
      {label ? name : undefined}
    </Button>
  );
  return label ? button : <Tooltip title={name}>{button}</Tooltip>;
}

/** Browsers give pages without https no clipboard; a selected text can be copied there all the same. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** Lines to be pasted elsewhere, with a button that copies them. */
export function CodeBlock({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="code-block">
      {/* what scrolls must be reachable by the keyboard */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section tabIndex={0} aria-label={what}>
        <pre>{text}</pre>
      </section>
      <CopyButton text={text} what={what} />
    </div>
  );
}

/** Lets the browser save a text as a file. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  saveFrom(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Lets the browser save what an address of this server answers. */
export function saveFrom(url: string, name = ""): void {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}

import { UploadOutlined } from "@ant-design/icons";
import { Button, Upload } from "antd";
import { useState } from "react";
import { useT } from "../../../shared/words.tsx";

const MOST = 5 * 1024 * 1024;

/** A text file's content, in UTF-8 or, as older programs in China write it, GB18030. */
function decode(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Reads a txt or csv file of this computer; nothing is uploaded by it. */
export function TextFileButton({ onText }: { readonly onText: (text: string) => void }) {
  const t = useT();
  const [name, setName] = useState("");
  return (
    <span className="text-file">
      <Upload
        accept=".txt,.csv,text/plain,text/csv"
        showUploadList={false}
        beforeUpload={(file) => {
          if (file.size > MOST) setName(t("rules.fileTooLarge"));
          else
            void file.arrayBuffer().then((bytes) => {
              setName(file.name);
              onText(decode(bytes));
            });
          return false;
        }}
      >
        <Button icon={<UploadOutlined aria-hidden />}>{t("rules.file")}</Button>
      </Upload>
      <span className="quiet">{name === "" ? t("rules.fileHint") : name}</span>
    </span>
  );
}

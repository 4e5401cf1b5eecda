import { useEffect, useState } from "react";
import { api, type PortalInput, type PortalOutput } from "../../shared/api.ts";
import { type Loading, useLoad } from "../../shared/load.ts";
import { useT, useWordOf } from "../../shared/words.tsx";
import { given, type How } from "./leaving.ts";

/** ms without a key before the server is asked. */
const QUIET = 350;

export type Preview = PortalOutput<"send", "preview">;
export type Sample = PortalInput<"send", "preview">["samples"][number];

/** What the server says of these samples, asked once typing rests. */
export function usePreview(samples: readonly Sample[], how: How): Loading<Preview | undefined> {
  const { signature, ext } = how;
  const now = JSON.stringify({ samples, signature, ext });
  const [asked, setAsked] = useState(now);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(now), QUIET);
    return () => clearTimeout(timer);
  }, [now]);
  return useLoad(
    async (signal) => {
      const wanted = JSON.parse(asked) as { samples: Sample[]; signature?: number; ext: string };
      if (!wanted.samples.some(({ text }) => text.trim() !== "")) return undefined;
      return api.portal(
        "send",
        "preview",
        { samples: wanted.samples, ...given({ signature: wanted.signature, ext: wanted.ext, sendAt: undefined }) },
        signal,
      );
    },
    [asked],
    { keep: true },
  );
}

/** Why the rules would refuse it, with the words or the bound that it is about. */
export function RefusalText({ refusal }: { readonly refusal: NonNullable<Preview["rows"][number]["refusal"]> }) {
  const t = useT();
  const reason = useWordOf("reasons")(refusal.reason);
  const { words = [] } = refusal;
  return (
    <span className="send-refusal">
      {words.length === 0 ? reason : t("common.because", { text: reason, why: words.join(t("common.and")) })}
    </span>
  );
}

/** A text as a phone shows it. */
export function Bubble({ text, from }: { readonly text: string; readonly from?: string }) {
  const t = useT();
  return (
    <figure className="bubble-frame" aria-label={t("send.preview")}>
      {from === undefined ? null : <figcaption className="bubble-from">{from}</figcaption>}
      <div className="bubble">{text === "" ? <span className="absent">{t("send.previewEmpty")}</span> : text}</div>
    </figure>
  );
}

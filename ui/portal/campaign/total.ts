import { useEffect, useState } from "react";
import { fillColumns } from "../../../src/text/columns.ts";
import { breathe } from "../files/sheet.ts";
import { leavingFit, type SendFacts } from "../send/leaving.ts";
import { type Recipient, valuesOf } from "./recipients.ts";

/** ms without a change before all are counted. */
const QUIET = 300;
const AT_ONCE = 2_000;

/** Credits for all recipients, each with their own text; undefined while they are counted. */
export function useTotal(
  good: readonly Recipient[],
  text: string,
  names: readonly string[],
  facts: SendFacts,
  signature: number | undefined,
): number | undefined {
  const [found, setFound] = useState<{ readonly of: readonly unknown[]; readonly total: number }>();
  useEffect(() => {
    let over = false;
    const count = async (): Promise<void> => {
      let total = 0;
      for (let at = 0; at < good.length; at += AT_ONCE) {
        if (over) return;
        for (const one of good.slice(at, at + AT_ONCE))
          total += leavingFit(fillColumns(text, valuesOf(one, names)), facts, signature).segments;
        await breathe();
      }
      if (!over) setFound({ of: [good, text, names, facts, signature], total });
    };
    const timer = setTimeout(() => void count(), QUIET);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [good, text, names, facts, signature]);
  const now = [good, text, names, facts, signature];
  return found?.of.every((value, index) => value === now[index]) ? found.total : undefined;
}

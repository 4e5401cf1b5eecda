import { useFormat } from "../../shared/format.ts";
import { useT } from "../../shared/words.tsx";
import type { SendFacts } from "./leaving.ts";

/** Credits in words, with what they cost in yuan where the account knows its price. */
export function usePrice({ unitPrice }: Pick<SendFacts, "unitPrice">): (credits: number) => string {
  const t = useT();
  const format = useFormat();
  return (credits) =>
    unitPrice === undefined
      ? t("send.price", { credits })
      : t("send.priceInYuan", { credits, yuan: format.number((credits * unitPrice) / 10_000, 2) });
}

import { Button } from "antd";
import { useEffect, useState } from "react";
import { idTime } from "../../../../src/domain/ids.ts";
import { useFormat } from "../../../shared/format.ts";
import type { Pages } from "../../../shared/load.ts";
import { useT } from "../../../shared/words.tsx";

/** Rows that are looked for before the reader must ask for more. */
const ENOUGH = 50;

/**
 * Where a page looked at much and found little, the search goes on by itself until there is a screenful, or somebody stops it: says how far
 * back it is. @param name of what is looked for: another search begins anew
 */
export function Reach({ of, name }: { readonly of: Omit<Pages<unknown>, "change">; readonly name: string }) {
  const t = useT();
  const format = useFormat();
  const [stopped, setStopped] = useState<string>();
  const { rows = [], more, loading, loadMore, next, problem } = of;
  const few = more && rows.length < ENOUGH;
  const goes = few && stopped !== name && problem === undefined;
  useEffect(() => {
    if (goes && !loading) loadMore();
  }, [goes, loading, loadMore]);
  const at = typeof next === "number" ? idTime(next) : undefined;
  return (
    <div className="reach" role="status">
      {few && at !== undefined ? (
        <>
          <span>{t(goes ? "messages.looking" : "messages.lookedTo", { time: format.time(at), count: rows.length })}</span>
          <Button size="small" onClick={() => setStopped(goes ? name : undefined)}>
            {t(goes ? "messages.stop" : "messages.goOn")}
          </Button>
        </>
      ) : null}
    </div>
  );
}

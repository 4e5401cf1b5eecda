import { Button } from "antd";
import { Link } from "./router.tsx";
import { Bones, Empty } from "./states.tsx";
import { useT } from "./words.tsx";

/** A page that is on its way. */
export function PageBones() {
  return (
    <div className="page">
      <div className="page-head">
        <span className="bone bone-title" />
      </div>
      <Bones height={320} />
    </div>
  );
}

/** No page has this address. */
export function PageMissing() {
  const t = useT();
  return (
    <div className="page">
      <Empty title={t("shell.notFound")} hint={t("shell.notFoundHint")}>
        <Link to="/">{t("shell.home")}</Link>
      </Empty>
    </div>
  );
}

/** The reader's role doesn't open it. */
export function PageForbidden() {
  const t = useT();
  return (
    <div className="page">
      <Empty title={t("shell.notForYou")} hint={t("shell.notForYouHint")} />
    </div>
  );
}

/** It threw; a chunk of a version that is gone is the usual case, and reloading mends it. */
export function PageBroken({ error }: { readonly error: unknown }) {
  const t = useT();
  const text = error instanceof Error ? error.message : String(error);
  const gone = /dynamically imported module|Importing a module script failed/i.test(text);
  return (
    <div className="page">
      <Empty title={t(gone ? "shell.newer" : "shell.broken")} {...(gone ? {} : { hint: t("shell.brokenHint") })}>
        {gone ? null : <pre className="broken-text">{text}</pre>}
        <Button type="primary" onClick={() => location.reload()}>
          {t("shell.reload")}
        </Button>
      </Empty>
    </div>
  );
}

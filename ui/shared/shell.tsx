import { MenuOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import type { Key } from "../catalogue/words.ts";
import { useNarrow } from "./preferences.ts";
import { lineOf, type PageEntry } from "./registry.ts";
import { Link, usePlace } from "./router.tsx";
import { useMay, useSession } from "./session.tsx";
import { LanguageButton, ThemeButton, UserMenu } from "./shell-menus.tsx";
import { useT } from "./words.tsx";

/** The frame around every page: navigation by permission, language, appearance, and one's own menu. */
export function Shell({ pages, children }: { readonly pages: readonly PageEntry[]; readonly children: ReactNode }) {
  const t = useT();
  const narrow = useNarrow();
  const { site, current } = useSession();
  const { path } = usePlace();
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the drawer
  useEffect(() => setOpen(false), [path]);
  const account = current?.account;
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t("shell.skip")}
      </a>
      <header className="top">
        {narrow ? (
          <Button type="text" icon={<MenuOutlined aria-hidden />} aria-label={t("shell.openNavigation")} onClick={() => setOpen(true)} />
        ) : null}
        <Link to="/" className="brand">
          <span className="brand-sign" aria-hidden />
          <span className="brand-name">{t("shell.brand")}</span>
          <span className="brand-site">{t(site === "console" ? "shell.consoleShort" : "shell.portalShort")}</span>
        </Link>
        {account === undefined || narrow ? null : <span className="top-account">{account.name === "" ? account.login : account.name}</span>}
        <span className="top-space" />
        <LanguageButton />
        <ThemeButton />
        <UserMenu />
      </header>
      {account?.guest ? (
        <div className="guest">{t("shell.guest", { account: account.name === "" ? account.login : account.name })}</div>
      ) : null}
      <div className="below">
        {narrow ? (
          <Drawer
            open={open}
            onClose={() => setOpen(false)}
            placement="left"
            size={260}
            title={t("shell.navigation")}
            classNames={{ body: "side-drawer" }}
          >
            <Navigation pages={pages} />
          </Drawer>
        ) : (
          <div className="side">
            <Navigation pages={pages} />
          </div>
        )}
        <main id="content" className="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function Navigation({ pages }: { readonly pages: readonly PageEntry[] }) {
  const t = useT();
  const may = useMay();
  const { path } = usePlace();
  const present = lineOf(pages, path);
  const groups = new Map<Key, PageEntry[]>();
  for (const entry of pages) {
    if (entry.menu === undefined || (entry.may !== undefined && !may(entry.may))) continue;
    const group = groups.get(entry.menu.group);
    if (group) group.push(entry);
    else groups.set(entry.menu.group, [entry]);
  }
  // keys of groups and titles take no values
  const text = t as (key: Key) => string;
  return (
    <nav className="nav" aria-label={t("shell.navigation")}>
      {[...groups].map(([group, entries]) => (
        <div key={group} className="nav-group">
          <div className="nav-name" id={`nav-${group}`}>
            {text(group)}
          </div>
          <ul aria-labelledby={`nav-${group}`}>
            {entries.map(({ path: to, menu }) =>
              menu === undefined ? null : (
                <li key={to}>
                  <Link to={to} className="nav-link" aria-current={present?.path === to ? "page" : undefined}>
                    <span className="nav-icon" aria-hidden>
                      {menu.icon}
                    </span>
                    {text(menu.title)}
                  </Link>
                </li>
              ),
            )}
          </ul>
        </div>
      ))}
    </nav>
  );
}

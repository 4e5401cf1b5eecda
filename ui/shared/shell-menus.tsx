import { BulbOutlined, DownOutlined, LogoutOutlined, SafetyOutlined, TranslationOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { type Preferences, prefer, useNarrow, usePreferences } from "./preferences.ts";
import { go } from "./router.tsx";
import { usePerson, useSession } from "./session.tsx";
import { useLanguage, useT, useWordOf } from "./words.tsx";

/** Says the other language's name in that language. */
export function LanguageButton() {
  const t = useT();
  const language = useLanguage();
  const { changeLanguage } = useSession();
  const other = language === "zh" ? "en" : "zh";
  const name = t(`languages.${other}`);
  return (
    <Button
      type="text"
      icon={<TranslationOutlined aria-hidden />}
      aria-label={`${t("shell.language")}: ${name}`}
      onClick={() => changeLanguage(other)}
    >
      {name}
    </Button>
  );
}

const THEMES = ["light", "dark", "system"] as const;

export function ThemeButton() {
  const t = useT();
  const { theme } = usePreferences();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: THEMES.map((key) => ({ key, label: t(`shell.${key}`) })),
        selectable: true,
        selectedKeys: [theme],
        onClick: ({ key }) => prefer({ theme: key as Preferences["theme"] }),
      }}
    >
      <Button type="text" icon={<BulbOutlined aria-hidden />} aria-label={`${t("shell.theme")}: ${t(`shell.${theme}`)}`} />
    </Dropdown>
  );
}

export function UserMenu() {
  const t = useT();
  const { name, role } = usePerson();
  const { signOut } = useSession();
  const { zone } = usePreferences();
  const narrow = useNarrow();
  const roleName = useWordOf("roles")(role);
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "who", type: "group", label: `${name} · ${roleName}` },
          { key: "me", icon: <SafetyOutlined aria-hidden />, label: t("shell.me") },
          {
            key: "zone",
            type: "group",
            label: t("shell.zone"),
            children: [
              { key: "Asia/Shanghai", label: t("shell.zoneShanghai") },
              { key: "browser", label: t("shell.zoneBrowser") },
            ],
          },
          { type: "divider" },
          { key: "out", icon: <LogoutOutlined aria-hidden />, label: t("shell.signOut") },
        ],
        selectable: true,
        selectedKeys: [zone],
        onClick: ({ key }) => {
          if (key === "me") go("/me");
          else if (key === "out") void signOut();
          else prefer({ zone: key as Preferences["zone"] });
        },
      }}
    >
      <Button type="text" aria-label={t("shell.userMenu", { name })} className="user-button">
        <span className="user-initial" aria-hidden>
          {name.slice(0, 1).toUpperCase()}
        </span>
        {narrow ? null : (
          <>
            <span className="user-name">{name}</span>
            <DownOutlined aria-hidden className="user-arrow" />
          </>
        )}
      </Button>
    </Dropdown>
  );
}

import { App, ConfigProvider, theme } from "antd";
import type { Locale } from "antd/es/locale";
import { type ReactNode, useEffect, useState } from "react";
import { NONCE } from "./nonce.ts";
import { useDark } from "./preferences.ts";
import { useLanguage } from "./words.tsx";

const SEED = {
  colorPrimary: "#17628f",
  colorInfo: "#17628f",
  colorSuccess: "#2b7a46",
  colorWarning: "#a86200",
  colorError: "#c0362c",
  borderRadius: 4,
  fontSize: 14,
  wireframe: false,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
};

/** Texts that the library would make too pale to be read by everybody. */
const LIGHT = {
  ...SEED,
  colorTextSecondary: "rgba(0,0,0,0.68)",
  colorTextTertiary: "rgba(0,0,0,0.6)",
  colorTextDescription: "rgba(0,0,0,0.6)",
  colorTextPlaceholder: "rgba(0,0,0,0.56)",
  colorWarningBg: "#fdf6e6",
  colorWarningBorder: "#ead8ae",
  colorLink: "#17628f",
  colorBgLayout: "#f5f6f7",
};
const DARK = {
  ...SEED,
  colorPrimary: "#2f86bd",
  colorInfo: "#2f86bd",
  colorSuccess: "#4caf6f",
  colorWarning: "#d99a3a",
  colorError: "#f58d85",
  colorTextSecondary: "rgba(255,255,255,0.72)",
  colorTextTertiary: "rgba(255,255,255,0.62)",
  colorTextDescription: "rgba(255,255,255,0.62)",
  colorTextPlaceholder: "rgba(255,255,255,0.56)",
  colorWarningBg: "#2c2517",
  colorWarningBorder: "#5a4a24",
  colorLink: "#6db4e4",
  colorBgLayout: "#111214",
  colorBgContainer: "#1a1c1f",
  colorBgElevated: "#23262a",
  colorBorder: "#42464c",
  colorBorderSecondary: "#2d3034",
};

const FLAT = { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" };

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** The component library in our colours, the reader's language, and styles that the policy of content lets pass. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const dark = useDark();
  const language = useLanguage();
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    let wanted = true;
    const load = language === "zh" ? import("antd/locale/zh_CN") : import("antd/locale/en_GB");
    void load.then(({ default: found }) => {
      if (wanted) setLocale(found);
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  }, [dark]);
  if (locale === undefined) return null;
  return (
    <ConfigProvider
      locale={locale}
      csp={{ nonce: NONCE }}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: { ...(dark ? DARK : LIGHT), motion: !calm.matches },
        components: {
          Button: { ...FLAT, ...(dark ? { dangerColor: DARK.colorBgContainer } : {}) },
          Tabs: dark ? { itemSelectedColor: DARK.colorLink, itemHoverColor: DARK.colorLink, itemActiveColor: DARK.colorLink } : {},
        },
        cssVar: { key: "yz" },
        hashed: false,
      }}
    >
      <App message={{ maxCount: 3 }}>{children}</App>
    </ConfigProvider>
  );
}

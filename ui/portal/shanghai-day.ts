/** Days are counted by the clock of Asia/Shanghai, whatever zone the reader's times are shown in: `2026-11-20`. */
export const SHANGHAI_DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short" });

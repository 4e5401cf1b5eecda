/** How a cell's number is shown: ECMA-376 part 1, 18.8.30 (number formats). As far as lists of customers need it. */
export type NumberFormat = (value: number) => string;

const DAY = 86_400_000;
/** Day 0 of the two date systems (ECMA-376 18.17.4.1); 1900 is taken for a leap year there, which only matters before March of it. */
const DAY_ZERO = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const;
/** Built in: 14 to 22 and 45 to 47 everywhere; 27 to 36 and 50 to 58 are dates in Chinese and its neighbours. */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  18: "h:mm",
  19: "h:mm:ss",
  20: "h:mm",
  21: "h:mm:ss",
  22: "yyyy-m-d h:mm",
  37: "#,##0",
  38: "#,##0",
  39: "#,##0.00",
  40: "#,##0.00",
  45: "h:mm:ss",
  46: "h:mm:ss",
  47: "h:mm:ss",
};

function builtIn(id: number): string {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return "yyyy-m-d";
  if (id >= 32 && id <= 35) return "h:mm";
  return BUILT_IN[id] ?? "";
}

/** @param code what the file says of formats of its own; undefined: a built-in one */
export function formatOf(id: number, code: string | undefined, epoch: 1900 | 1904): NumberFormat {
  // the first section is that of numbers above 0; what is quoted, escaped or in brackets is no sign
  const signs = (code ?? builtIn(id)).split(";")[0]?.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, "") ?? "";
  const day = /[yd]/i.test(signs);
  const clock = /[hs]/i.test(signs);
  if (day || clock) return (value) => dateText(value, epoch, day, clock, /s/i.test(signs));
  const decimals = /\.([0#?]+)/.exec(signs)?.[1]?.length;
  const share = signs.includes("%");
  if (/[0#]/.test(signs)) {
    const digits = decimals ?? 0;
    const format = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: signs.includes(","),
    });
    return (value) => (share ? `${format.format(value * 100)}%` : format.format(value));
  }
  return general;
}

/** A number as it is shown without a format: 15 digits, never with an exponent as long as that can be. */
export function general(value: number): string {
  const short = Number(value.toPrecision(15));
  return Number.isInteger(short) && Math.abs(short) < 1e21 ? short.toFixed(0) : String(short);
}

function dateText(value: number, epoch: 1900 | 1904, day: boolean, clock: boolean, seconds: boolean): string {
  const at = new Date(DAY_ZERO[epoch] + Math.round((value * DAY) / 1000) * 1000);
  if (Number.isNaN(at.getTime())) return general(value);
  const text = at.toISOString();
  const time = text.slice(11, seconds ? 19 : 16);
  if (!day) return time;
  return clock ? `${text.slice(0, 10)} ${time}` : text.slice(0, 10);
}

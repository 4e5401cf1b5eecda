/** The platform's frequency rule: so many texts a day to one phone, and so many codes within a window. */
export interface FrequencyLimits {
  /** Texts of class `verification` within `window` ms; one more is refused. */
  readonly codes: { readonly limit: number; readonly window: number };
  /** Texts of any class in a calendar day of Asia/Shanghai; one more is refused. */
  readonly daily: { readonly limit: number };
}

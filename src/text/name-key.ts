/**
 * The form in which names of people are compared: compatibility forms as one (NFKC: full-width letters, ligatures, composed accents), no blanks
 * around them, in lower case by Unicode's own table, whatever the machine's language.
 */
export function nameKey(name: string): string {
  // lower case may leave marks that compose
  return name.normalize("NFKC").trim().toLowerCase().normalize("NFKC");
}

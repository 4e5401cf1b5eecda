/** Anything that shows, or a blank: no control characters, no line breaks, nothing unassigned or private. */
const NEW_PASSWORD = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{6,20}$/u;

/** May it become a password? The dialects' pages: 6 to 20 printable characters. */
export function isNewPassword(text: string): boolean {
  return NEW_PASSWORD.test(text);
}

import type { Realm } from "../users/sign-in.ts";

/** A session ends earlier when the server says so; this is for the browser to forget its token, s. */
const LONGEST = 7 * 24 * 3600;

/** Each realm's cookie, sent to that realm only. */
export const COOKIES: Readonly<Record<Realm, string>> = { console: "yizhan_console", portal: "yizhan_portal" };

/** What sets a realm's cookie, or (`null`) takes it away. @param secure the browser came by HTTPS */
export function setCookie(realm: Realm, value: string | null, secure: boolean): string {
  const age = value === null ? 0 : LONGEST;
  return `${COOKIES[realm]}=${value ?? ""}; Path=/${realm}; Max-Age=${age}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}

/** A realm's cookie of a request's `Cookie` header. */
export function cookieOf(header: string | undefined, realm: Realm): string | undefined {
  const start = `${COOKIES[realm]}=`;
  for (const part of (header ?? "").split(";")) {
    const pair = part.trim();
    if (pair.startsWith(start)) return pair.slice(start.length);
  }
  return undefined;
}

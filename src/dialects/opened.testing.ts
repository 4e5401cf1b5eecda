import type { Decoded, Opened } from "./dialect.ts";

/** What is in a decoded request, as the core would open it for whoever has proved who it is. @param password of a sealed one */
export function opened(decoded: Decoded, password = ""): Opened {
  if ("deferred" in decoded) return decoded.deferred.open();
  return "sealed" in decoded ? decoded.sealed.open(password) : decoded;
}

import { existsSync } from "node:fs";

/** Where a Chromium is on machines that have one; `CHROMIUM` names another. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that these tests look through; undefined where there is none. */
export const CHROMIUM: string | undefined = [process.env.CHROMIUM, ...PLACES].find((place) => place !== undefined && existsSync(place));

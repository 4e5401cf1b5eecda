import { CallProblem } from "../problem.ts";

/** Words of the browser's catalogues for what a setting of a file may be refused for, by how the sentence says it. */
const REASONS = [
  [/must be a URL|must not hold a user name|must not have a part after #/, "no-url"],
  [/points into a private or local network/, "closed-address"],
  [/neither reports nor inbound/, "no-address"],
  [/address block|prefix/, "no-address-block"],
] as const;

/**
 * What changing a setting of the account came to; where it was refused, its places are those of the call's own fields (`/push/reports` is
 * `/reports`), and the reason is a word that pages know.
 */
export async function atField<T>(setting: string, changing: Promise<T>): Promise<T> {
  try {
    return await changing;
  } catch (error) {
    if (!(error instanceof CallProblem) || error.code !== "wrong-input") throw error;
    const places = (error.more.places ?? []).map(({ path, message }) => ({
      path: path.startsWith(`/${setting}/`) && !/^\/\w+\/\d/.test(path) ? path.slice(setting.length + 1) : path,
      message,
    }));
    const reason = REASONS.find(([form]) => form.test(error.message))?.[1];
    throw new CallProblem("wrong-input", error.message, { places, ...(reason === undefined ? {} : { reason }) });
  }
}

import type { People } from "./people.ts";

export const FIRST_USER = "admin";

/**
 * Where the platform has no people yet, makes the first one, who must choose another password at the first sign-in.
 *
 * @param given the password from the environment, if there is one
 * @returns the password where it was made up and must be shown, once
 */
export async function makeFirstUser(people: People, now: number, given: string | undefined): Promise<string | undefined> {
  if ((await people.list(0)).length > 0) return undefined;
  const password = given === "" ? undefined : given;
  const made = await people.add(0, { name: FIRST_USER, role: "admin", language: "zh" }, now, password);
  // another node may have been quicker, and has shown it
  return made.ok && password === undefined ? made.password : undefined;
}

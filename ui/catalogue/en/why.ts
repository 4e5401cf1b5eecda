import type { Catalogue } from "../words.ts";

export const why: Catalogue["why"] = {
  "too-short": "a password has at least 10 characters",
  "too-long": "the password is too long",
  "is-name": "the password may not be the user name",
  "too-common": "the password is too easily guessed",
  "user-disabled": "this user is disabled",
};

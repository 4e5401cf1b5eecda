import type { Catalogue } from "../words.ts";

export const signin: Catalogue["signin"] = {
  title: "Sign in",
  name: "User name",
  password: "Password",
  submit: "Sign in",
  codeTitle: "Second factor",
  codeHint: "Enter the six digits that your authenticator app shows.",
  code: "Code",
  verify: "Verify",
  other: "Sign in as somebody else",
  chooseTitle: "Choose a password",
  chooseHint: "This is your first sign-in, or your password was reset: choose one of your own first.",
  present: "Present password",
  chosen: "New password",
  again: "New password again",
  different: "The two passwords differ",
  rule: "At least 10 characters, not a common password, and not your user name.",
  choose: "Save and go on",
  beginTitle: "Open your portal",
  beginHint:
    "The interface password is right. Choose a password for signing in: you become this account's owner, and the interface password stays as it is.",
  begin: "Open and sign in",
  forgot: "Password forgotten? An administrator can reset it.",
  forgotPortal: "Password forgotten? Your account's owner or our support can reset it.",
};

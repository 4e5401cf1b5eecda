import type { Catalogue } from "../words.ts";

export const actions: Catalogue["actions"] = {
  "session.signIn": "Signed in",
  "session.begin": "Opened the portal",
  "session.giveCode": "Gave the second factor",
  "session.signOut": "Signed out",
  "session.changePassword": "Changed their own password",
  "session.changeLanguage": "Changed their language",
  "session.confirmTotp": "Turned on the second factor",
  "session.dropTotp": "Turned off the second factor",
  "session.endSession": "Ended one of their sessions",
  "session.endOthers": "Ended their other sessions",
  "users.add": "Added a user",
  "users.change": "Changed a user",
  "users.resetPassword": "Reset a user's password",
  "users.dropSecondFactor": "Took away a user's second factor",
  "users.endSession": "Ended a user's session",
  "users.remove": "Removed a user",
  "people.add": "Added a person of an account",
  "people.change": "Changed a person of an account",
  "people.resetPassword": "Reset the password of an account's person",
  "people.dropSecondFactor": "Took away the second factor of an account's person",
  "people.endSession": "Ended a session of an account's person",
  "people.remove": "Removed a person of an account",
};

export const areas: Catalogue["areas"] = {
  session: "Sign-in and own settings",
  users: "Users",
  people: "Accounts' people",
};

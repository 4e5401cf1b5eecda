import type { Catalogue } from "../words.ts";

export const problems: Catalogue["problems"] = {
  "not-signed-in": "Your session is over; please sign in again.",
  "wrong-password": "User name or password is wrong.",
  "wrong-code": "The code is wrong, or was used before.",
  locked: "Too many tries failed; it is locked for a while.",
  "too-often": "That was too often; please wait a little.",
  forbidden: "You may not do this.",
  "must-change-password": "Please choose a new password first.",
  "second-factor-needed": "Please give the second factor first.",
  "stale-page": "This page is out of date; reload it and try again.",
  "not-found": "It does not exist; it may have been removed.",
  taken: "That name is taken.",
  conflict: "Somebody else has changed it; reload and try again.",
  "wrong-input": "Something in the input is not right.",
  refused: "It was refused.",
  "too-large": "It is too large.",
  busy: "The server is busy; please try again in a moment.",
  internal: "It could not be done; the server's log says why.",
  network: "The server can't be reached. Check the network and try again.",
  unreadable: "The server's answer can't be read.",
};

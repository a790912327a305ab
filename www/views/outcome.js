/** Where a person may end up other than at the hosted page. */

import { message } from "./page.js";

/** Anybody can open this page, with any query: it thanks, and claims nothing about the check. */
export function thanks() {
  return message("Thank you", "That was all for now, and you can close this page. The check itself may take a little longer.");
}

export function verified() {
  return message("You are verified", "Your identity is confirmed already. There is nothing more to do.");
}

/** @param {string} label the provider's name @param {("email" | "phone")[]} channels */
export function confirmContacts(label, channels) {
  const names = { email: "your email address", phone: "your phone number" };
  return message(
    "One more step",
    `Before the identity check, our partner ${label} needs to confirm ${channels.map((channel) => names[channel]).join(" and ")}.`,
  );
}

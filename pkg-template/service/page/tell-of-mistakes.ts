// What a page tells its developer, and nobody else.

import { isLoopback } from "../../module/url.ts";

/** Tells about members of an applicant that are no fields, on a page of this machine. */
export function tellOfMistakes(applicant: unknown) {
  if (typeof location !== "object" || !isLoopback(location.hostname)) return;
  import("./unknown-fields.ts").then(({ tellUnknownFields }) => tellUnknownFields(applicant)).catch(() => {});
}

/** The string formats that the providers' schemas use. Each check takes linear time, also for malicious values. */

import { isSafeUrl } from "../../module/url.ts";
import { dayOf, timestampMs } from "../../service/provider/times.ts";
import { ALPHA_2, ALPHA_3 } from "./countries.ts";

const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
const LABEL = /^[A-Za-z0-9-]{1,63}$/;

export const FORMATS: Record<string, (text: string) => boolean> = {
  email,
  date: (text) => dayOf(text) !== undefined,
  "date-time": (text) => timestampMs(text) !== undefined,
  // The documented rule for a redirect URI.
  url: (text) => isSafeUrl(text, true),
  "iso3166-1-alpha-2": (text) => ALPHA_2.has(text),
  "iso3166-1-alpha-3": (text) => ALPHA_3.has(text),
};

/** An RFC 5321 mailbox with a dot-atom local part: JSON Schema's `email` without quoted forms. */
function email(text: string) {
  const at = text.lastIndexOf("@");
  const labels = text.slice(at + 1).split(".");
  return (
    at > 0 &&
    text
      .slice(0, at)
      .split(".")
      .every((atom) => ATOM.test(atom)) &&
    labels.every((label) => LABEL.test(label) && !label.startsWith("-") && !label.endsWith("-"))
  );
}

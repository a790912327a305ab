/** The string formats that the providers' schemas use. Each check takes linear time, also for malicious values. */

import { ALPHA_2, ALPHA_3 } from "./countries.js";

const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
const LABEL = /^[A-Za-z0-9-]{1,63}$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-](\d{2}):(\d{2}))$/;

/** @type {Record<string, (text: string) => boolean>} */
export const FORMATS = {
  email,
  date,
  "date-time": dateTime,
  url: redirectUrl,
  "iso3166-1-alpha-2": (text) => ALPHA_2.has(text),
  "iso3166-1-alpha-3": (text) => ALPHA_3.has(text),
};

/** An RFC 5321 mailbox with a dot-atom local part: JSON Schema's `email` without quoted forms. @param {string} text */
function email(text) {
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

/** @param {string} text */
function date(text) {
  const parts = DATE.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number);
  // Date.UTC maps years below 100 to the 1900s, so the year is set separately.
  const calendar = new Date(Date.UTC(2000, month - 1, day));
  calendar.setUTCFullYear(year, month - 1, day);
  return month >= 1 && month <= 12 && calendar.getUTCMonth() === month - 1 && calendar.getUTCDate() === day;
}

/** RFC 3339 with an offset. @param {string} text */
function dateTime(text) {
  const parts = DATE_TIME.exec(text);
  if (parts === null || !date(parts[1])) return false;
  const [hour, minute, second, offsetHour = 0, offsetMinute = 0] = parts.slice(2).map((part) => Number(part ?? 0));
  return hour < 24 && minute < 60 && second <= 60 && offsetHour < 24 && offsetMinute < 60;
}

/** The documented rule for a redirect URI: `https://`, or `http://` for local development. @param {string} text */
function redirectUrl(text) {
  if (!/^https?:\/\/[^\s\\/]/i.test(text)) return false;
  try {
    const { protocol, hostname, username, password } = new URL(text);
    return username === "" && password === "" && (protocol === "https:" || isLoopback(hostname));
  } catch {
    return false;
  }
}

/** @param {string} hostname as `URL` returns it */
function isLoopback(hostname) {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

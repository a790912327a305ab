// Dates and times in answers, as src/value/time.rs reads them: `Date.parse` accepts 30 February, 24:00 and times without
// seconds.

const TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/i;
const MINUTE_MS = 60_000;

/** Returns the milliseconds since 1970 of an RFC 3339 timestamp; `undefined` if it has no offset or does not exist. */
export function timestampMs(text: string) {
  const [, date = "", hour, minute, second, fraction = "", sign, offsetHours = 0, offsetMinutes = 0] = TIME.exec(text) ?? [];
  const day = dayOf(date);
  const isTooLate = Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60;
  if (day === undefined || isTooLate || Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === "-" ? -1 : 1);
  const start = day + (Number(hour) * 60 + Number(minute) - offset) * MINUTE_MS;
  if (Number(second) < 60) return start + Number(second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
  // A leap second is at the end of a month (UTC), and counts as the millisecond before it.
  const end = start + MINUTE_MS;
  return new Date(end).toISOString().endsWith("-01T00:00:00.000Z") ? end - 1 : undefined;
}

/**
 * Returns when a date `YYYY-MM-DD` begins, in milliseconds since 1970; `undefined` if the calendar does not have it.
 */
export function dayOf(text: string) {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text) ? ms : undefined;
}

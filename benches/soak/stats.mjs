/** Counts the responses of a server, with the time that each request took. */
export class Tally {
  requests = 0;
  statuses = {};
  times = new Map();
  unexpected = {};

  count(label, { status, ms }) {
    this.requests++;
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    if (!this.times.has(label)) this.times.set(label, []);
    this.times.get(label).push(ms);
  }

  fail({ message }) {
    this.unexpected[message] = (this.unexpected[message] ?? 0) + 1;
  }
}

/** Returns a percentile of numbers; `NaN` without numbers. */
export function percentile(numbers, percent) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Fits a line by least squares: `{ slope, error }`, where `error` is the standard error of the slope. */
export function slope(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)];
  const sxx = points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / sxx;
  const rest = points.reduce((sum, { x, y }) => sum + (y - y0 - slope * (x - x0)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (points.length - 2) / sxx) };
}

/** Returns what was unexpected at these servers, with counts. */
export const unexpectedIn = (servers) => servers.flatMap(({ tally }) => Object.entries(tally.unexpected));

// What `onError` gets in the mix: refused webhooks, wrong codes, the provider's failures, and advice, such as once per
// handler that SpherePay has no `profiles`.
const PROVOKED = [
  ...["webhook_signature", "webhook_malformed", "provider_rejected", "invalid_config", "advice"],
  ...["unavailable", "rate_limited", "outcome_unknown", "unexpected_response"],
];

/** Returns the errors of a server that the mix does not provoke, with counts. */
export const unprovokedIn = ({ errors }) => Object.entries(errors).filter(([code]) => !PROVOKED.includes(code));

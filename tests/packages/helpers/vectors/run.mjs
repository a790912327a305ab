/**
 * Runs the vectors of tests/vectors through the public API, in any runtime: without imports, files and an assertion
 * library. tests/vectors/README.md describes the vectors.
 */

const NOW = 1_790_000_000_000;

/** @returns {{ passed: number, failed: { case: string, why: string }[] }} */
export function runVectors(api, files) {
  const outcome = { passed: 0, failed: [] };
  const check = (name, expected, found) => {
    if (same(expected, found)) outcome.passed++;
    else outcome.failed.push({ case: name, why: `expected ${show(expected)}, found ${show(found)}` });
  };
  // What a request may hold depends on the day.
  const clock = Date.now;
  Date.now = () => NOW;
  try {
    for (const { name, vectors } of files) {
      const read = KINDS[vectors.kind];
      if (!read) outcome.failed.push({ case: name, why: `unknown kind ${show(vectors.kind)}` });
      else read(api, vectors, (label, expected, found) => check(`${name}: ${label}`, expected, found));
    }
  } finally {
    Date.now = clock;
  }
  return outcome;
}

const KINDS = { field, validate, build, parse };

function field(api, { operation, base, path, valid = [], invalid = {}, warned = {}, sent = [], options }, check) {
  const verdictOf = (value) => api.validate(operation, withValue(base, path, value), { now: NOW, ...options });
  const here = (findings = []) => findings.filter((finding) => same(finding.path, path)).map(({ code }) => code);
  for (const value of valid) check(`valid ${show(value)}`, [], here(verdictOf(value).issues));
  for (const [code, values] of Object.entries(invalid)) {
    for (const value of values) check(`${code} ${show(value)}`, [code], here(verdictOf(value).issues));
  }
  for (const [code, values] of Object.entries(warned)) {
    for (const value of values) {
      const { issues, warnings } = verdictOf(value);
      check(`warned ${code} ${show(value)}`, [[], [code]], [here(issues), here(warnings)]);
    }
  }
  for (const [given, taken] of sent) {
    const verdict = verdictOf(given);
    check(`sent ${show(given)}`, [true, taken], [verdict.ok, path.reduce((node, step) => node?.[step], verdict.value)]);
  }
}

function validate(api, { operation, cases }, check) {
  for (const { name, input, options, value, issues, warnings = [] } of cases) {
    const verdict = api.validate(operation, input, { now: NOW, ...options });
    const expected = issues ? { ok: false, issues, warnings } : { ok: true, value, warnings };
    const found = { ...verdict, warnings: brief(verdict.warnings) };
    if (verdict.issues) found.issues = brief(verdict.issues);
    check(name, expected, found);
  }
}

function build(api, { operation, cases }, check) {
  for (const { name, input, config: given, request, error } of cases) {
    const config = typeof document === "undefined" || !given ? given : { ...given, dangerouslyAllowBrowser: true };
    compare({ label: name, operation, expected: { value: request, error } }, () => api.buildRequest(operation, input, config), check);
  }
}

function parse(api, { operation, cases }, check) {
  for (const { name, response, input, options, output, error } of cases) {
    const act = () => api.parseResponse(operation, response, input, options);
    compare({ label: name, operation, expected: { value: output, error } }, act, check);
  }
}

/** Compares the value that a call returns, or everything in the error that it throws except its message. */
function compare({ label, operation, expected }, act, check) {
  let value;
  try {
    value = act();
  } catch (thrown) {
    if (!thrown?.toJSON) return check(label, expected, String(thrown));
    const { name, message, provider, operation: of = operation, ...error } = JSON.parse(JSON.stringify(thrown));
    const well = { name: "KycLinkError", hasMessage: true, provider: operation.split(".")[0], of: operation };
    const hasMessage = typeof message === "string" && message !== "";
    // The provider's own words are no part of the JSON.
    const found = { ...error, providerMessage: thrown.providerMessage, issues: brief(error.issues) };
    return check(label, { ...well, ...expected }, { name, hasMessage, provider, of, value: undefined, error: found });
  }
  check(label, expected, { value, error: undefined });
}

const brief = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

/** A copy of `base` with the value at `path`. */
function withValue(base, [step, ...rest], value) {
  const copy = Array.isArray(base) ? [...base] : { ...base };
  copy[step] = rest.length > 0 ? withValue(copy[step], rest, value) : value;
  return copy;
}

/** Deep equality in which an absent member equals an undefined one. */
function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b) || (Array.isArray(a) && a.length !== b.length)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

function show(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

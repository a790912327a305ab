/** Times and dates: the rows of tests/vectors/data/times.json, as in src/value/time.rs. The sandbox has the same rule. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { internal } from "../../helpers/install/index.mjs";

const { FORMATS } = await internal("kit/testing/formats.js");
const { dayOf, timestampMs } = await internal("service/provider/times.js");

const DAY_MS = 86_400_000;
const { timestamps, dates } = JSON.parse(readFileSync(new URL("../../../vectors/data/times.json", import.meta.url), "utf8"));

test("each row of the vectors is read as it says", () => {
  for (const [text, expected] of timestamps) {
    assert.equal(timestampMs(text) ?? null, expected, JSON.stringify(text));
    assert.equal(FORMATS["date-time"](text), expected !== null, JSON.stringify(text));
  }
  for (const [text, expected] of dates) {
    assert.equal(dayOf(text) ?? null, expected === null ? null : expected * DAY_MS, JSON.stringify(text));
    assert.equal(FORMATS.date(text), expected !== null, JSON.stringify(text));
  }
});

// The time of kyclink's main task, `buildRequest` and `parseResponse` of spherepay.createCustomerViaLink, as a ratio to that of
// benches/by-hand.mjs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as kyclink from "../target/package/dist/entry/inline.js";
import * as byHand from "./by-hand.mjs";
import { ratio } from "./race.mjs";

const table = (name) => readFileSync(new URL(`../data/${name}.csv`, import.meta.url), "utf8");
byHand.useTables(table("countries"), table("address"));

const OPERATION = "spherepay.createCustomerViaLink";

const config = { apiKey: "secret_test", environment: "sandbox" };
const input = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", line2: "Suite 4700", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};
const response = {
  status: 201,
  headers: { "content-type": "application/json" },
  body: '{"customerId":"customer_b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7","url":"https://in.sumsub.com/websdk/p/sbx_uq30ag1ov7oHZhmx","expiresAt":"2026-03-09T20:46:31.305Z"}',
};

const jobs = {
  buildRequest: [() => kyclink.buildRequest(OPERATION, input, config), () => byHand.buildRequest(input, config)],
  parseResponse: [() => kyclink.parseResponse(OPERATION, response), () => byHand.parseResponse(response)],
};
jobs["both together"] = [0, 1].map((side) => () => [jobs.buildRequest[side](), jobs.parseResponse[side]()]);

/** Returns the ratio of each part of the task. */
export function measure() {
  return Object.entries(jobs).map(([name, [ours, theirs]]) => {
    // A ratio is only meaningful for the same result.
    assert.deepEqual(ours(), theirs());
    return { name, ratio: ratio(ours, theirs) };
  });
}

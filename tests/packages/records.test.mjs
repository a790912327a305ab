/**
 * Most inputs cross the boundary as records (lib/record.js), the others as trees (lib/pack.js). Both ways have the same result,
 * byte for byte, for every input and however it is built: as a proxy, with getters, in any order.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { DISGUISES } from "./boundary/disguises.mjs";
import { esm, file } from "./install/index.mjs";
import { generator, known, mutants } from "./schema/inputs.mjs";

const SEED = 20_261_121;
const EACH = 4_200;
const NOW = 1_790_000_000_000;
const POLICIES = ["schema", "postal", "strict"];

const kyclink = await esm();
const tree = await import(pathToFileURL(file("dist/lib/validate.js")));

/** Compares the two ways for an input that is built anew for each. */
function compare(operation, make, options) {
  const [record, packed] = [kyclink.validate, tree.validate].map((validate) => validate(operation, make(), options));
  assert.deepEqual(JSON.stringify(record), JSON.stringify(packed));
  assert.deepEqual(record, packed);
  return record.ok;
}

test("the vectors, in every disguise", (t) => {
  let count = 0;
  for (const operation of kyclink.operations()) {
    for (const [at, input] of known(operation).entries()) {
      for (const [name, disguise] of Object.entries(DISGUISES)) {
        const options = { policy: POLICIES[at % 3], now: NOW };
        try {
          compare(operation, () => disguise(structuredClone(input), generator(at)), options);
        } catch (error) {
          throw new Error(`${operation}, ${name}: ${JSON.stringify(input)}\n${error.message}`, { cause: error });
        }
        count++;
      }
    }
  }
  t.diagnostic(`${count} comparisons`);
});

test(`made inputs, seed ${SEED}`, (t) => {
  const disguises = Object.entries(DISGUISES);
  let [count, accepted] = [0, 0];
  for (const operation of kyclink.operations()) {
    for (const input of mutants(operation, EACH, SEED)) {
      const [name, disguise] = disguises[count % disguises.length];
      const options = { policy: POLICIES[count % 3], now: NOW, normalize: count % 17 === 0 };
      try {
        if (compare(operation, () => disguise(structuredClone(input), generator(count)), options)) accepted++;
      } catch (error) {
        throw new Error(`${operation}, ${name}: ${JSON.stringify(input)}\n${error.message}`, { cause: error });
      }
      count++;
    }
  }
  t.diagnostic(`${count} comparisons, ${accepted} of them ok`);
  assert.ok(accepted > 0.05 * count, "nearly all of them are refused: little of what is sent was compared");
});

test("members without a value, whose names are not well-formed", () => {
  for (const nothing of [undefined, null, ""]) compare("spherepay.onboard", () => ({ "\ud800": nothing }), { now: NOW });
});

test("an input that validates another while it is read", () => {
  const [operation, input] = ["spherepay.onboard", known("spherepay.onboard")[0]];
  const nested = () =>
    Object.defineProperty({ ...input }, "email", {
      enumerable: true,
      get() {
        assert.equal(kyclink.validate("grid.createKycLink", { customerId: "Customer:2" }).ok, true);
        return input.email;
      },
    });
  compare(operation, nested, { now: NOW });
});

test("a function of messages that validates another input", () => {
  const invalid = { type: "x", email: "y", phone: "z" };
  const messages = { email_format: () => String(kyclink.validate("spherepay.onboard", {}).issues.length) };
  compare("spherepay.onboard", () => invalid, { messages, now: NOW });
});

test("the largest records, and those that are too large", () => {
  for (const length of [16_000, 15_200, 15_300, 15_340, 15_344, 15_348, 15_352, 15_360, 16_384, 70_000]) {
    for (const fill of ["a", "é", "\u{1f600}", " "]) {
      const firstName = fill.repeat(length / fill.length);
      compare("spherepay.onboard", () => ({ ...known("spherepay.onboard")[0], firstName }), { now: NOW });
    }
  }
  const currencies = (count) => Array.from({ length: count }, () => "USD");
  for (const count of [0, 1, 255, 256, 257, 5_000]) {
    compare("grid.onboard", () => ({ ...known("grid.onboard")[0], currencies: currencies(count) }), { now: NOW });
  }
});

test("members that somebody has added to every object", async (t) => {
  t.after(() => {
    delete Object.prototype.reference;
    delete Object.prototype.state;
  });
  for (const enumerable of [true, false]) {
    Object.defineProperty(Object.prototype, "reference", { value: "x", enumerable, configurable: true, writable: true });
    Object.defineProperty(Object.prototype, "state", { value: "IL", enumerable, configurable: true, writable: true });
    for (const input of known("spherepay.onboard").slice(0, 50)) {
      for (const name of ["as it is", "in reverse order", "unknown members", "without a prototype"]) {
        compare("spherepay.onboard", () => DISGUISES[name](structuredClone(input)), { now: NOW });
      }
    }
  }
});

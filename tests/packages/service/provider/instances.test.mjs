/** An operation of one's own in several wasm instances, each of which numbers the operations as it meets them. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { copy, subpath } from "../../helpers/install/index.mjs";
import { defineOperation } from "../../helpers/provider/model.mjs";

const form = await subpath("form");

test("the next instance knows the operation by its name", () => {
  const operations = ["email", "phone", "firstName"].map((name) => [name, defineOperation({ individual: [name] })]);
  const huge = { type: "individual", email: "a".repeat(6 << 20) };
  for (const order of [operations, operations.toReversed(), operations]) {
    for (const [name, operation] of order) {
      const { issues } = form.validate(operation, { type: "individual" });
      assert.deepEqual(
        issues.map(({ pointer }) => pointer),
        [`/${name}`],
      );
      assert.equal(form.fieldProps(operation, name).required, true);
    }
    // An instance whose memory has grown is replaced.
    assert.equal(form.validate(operations[0][1], huge).ok, false);
  }
});

test("an operation may come from another copy of the package", async () => {
  const other = await import(pathToFileURL(join(copy().folder, "provider.mjs")));
  for (const define of [other.defineOperation, defineOperation]) {
    const input = { type: "business", address: { city: "Bonn" } };
    assert.deepEqual(form.validate(define({ business: ["email?", "address.city"] }), input).value, input);
  }
});

/** What a provider says is missing, in our words: `tests/vectors/requirements`, through the clients of the package. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { esm } from "../../helpers/install/index.mjs";

const FOLDER = new URL("../../../vectors/requirements/", import.meta.url);
const { bridge, grid, spherepay } = await esm();
const CLIENTS = {
  bridge: (fetch) => bridge({ apiKey: "sk-test-0123456789abcdef", environment: "sandbox", fetch }),
  grid: (fetch) => grid({ clientId: "id", clientSecret: "a1b2c3d4e5f6", fetch }),
  spherepay: (fetch) => spherepay({ apiKey: "a1b2c3d4e5f6", environment: "sandbox", fetch }),
};

for (const name of readdirSync(FOLDER)) {
  const { operation, input, tables, cases } = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
  const [provider, method] = operation.split(".");
  const read = (body) => CLIENTS[provider](async () => new Response(body, { status: 200 }))[method](input);

  describe(operation, () => {
    for (const table of tables) {
      for (const [code, row] of Object.entries(table.rows)) {
        test(`${table.name}: ${code}`, async () => {
          const { requirements } = await read(JSON.stringify(table.body).replaceAll('"$code"', JSON.stringify(code)));
          const [kind, who, can, nextAction, field] = row.split(" ");
          const expected = {
            kind,
            who,
            can,
            ...(!table.isStatus && { code: table.code ?? code }),
            ...(field && { field }),
            ...(table.of && { of: table.of }),
            nextAction,
          };
          assert.deepEqual(requirements, row ? [expected] : []);
        });
      }
    }
    for (const { name, body, status, requirements } of cases) {
      test(name, async () => {
        const customer = await read(JSON.stringify(body));
        assert.deepEqual(customer.requirements, requirements);
        if (status) assert.equal(customer.status, status);
      });
    }
  });
}

/**
 * The form module contains nothing that only requests and webhooks need: no host, path or header name of a provider.
 * The full module contains all of them, so this test fails if it looks for the wrong strings.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { esm, formWasm, wasm } from "../../helpers/install/index.mjs";
import { known } from "../../helpers/schema/inputs.mjs";

const { buildRequest, isKycLinkError, operations } = await esm();
const SOURCES = fileURLToPath(new URL("../../../../src/provider/", import.meta.url));
const CREDENTIALS = {
  spherepay: { apiKey: "key" },
  grid: { clientId: "id", clientSecret: "secret" },
  bridge: { apiKey: "key", idempotencyKey: "6f1e8d0a-6c0f-4a57-9d0e-0b1f6a8f6d3c" },
};
const providers = [...new Set(operations().map((operation) => operation.split(".")[0]))];
const modules = { full: wasm(), form: formWasm() };

/** Hosts, paths (and the pointers of errors, which look like them) and authorization schemes. */
const KINDS = [/^https:\/\/[^/]+/, /^\/[a-z]/, /^(?:Basic|Bearer) $/];
/** The name of a webhook's header. */
const HEADER = /\b(?:auth_)?header: "([^"]+)"/g;

/** The strings of a provider's source, without its comments and tests. */
function strings(provider) {
  const found = new Set();
  for (const name of readdirSync(`${SOURCES}${provider}`).filter((name) => name.endsWith(".rs") && name !== "client.rs")) {
    const code = readFileSync(`${SOURCES}${provider}/${name}`, "utf8")
      .split("#[cfg(test)]")[0]
      .replace(/^\s*\/\/.*$/gm, "");
    for (const [, text] of code.matchAll(/"((?:[^"\\]|\\.)*)"/g)) if (KINDS.some((kind) => kind.test(text))) found.add(text);
    for (const [, text] of code.matchAll(HEADER)) found.add(text);
  }
  return [...found];
}

/** The requests of the vectors' valid inputs, one for each operation that has an endpoint. */
function requests(provider) {
  const own = operations().filter((operation) => operation.startsWith(`${provider}.`) && !operation.endsWith(".onboard"));
  return own.map((operation) => {
    for (const input of known(operation)) {
      for (const place of [{}, { environment: "production" }]) {
        try {
          return { operation, input, request: buildRequest(operation, input, { ...CREDENTIALS[provider], ...place }) };
        } catch (error) {
          assert.ok(isKycLinkError(error), String(error));
        }
      }
    }
    return assert.fail(`no vector of ${operation} builds a request`);
  });
}

for (const provider of providers) {
  const found = strings(provider);

  test(`${provider}: the strings in the source are those of its requests`, () => {
    const built = requests(provider);
    assert.ok(built.length > 1);
    for (const { operation, input, request } of built) {
      const { origin, pathname } = new URL(request.url);
      assert.ok(
        found.some((text) => text.startsWith(origin)),
        `${origin} is not in the source`,
      );
      const values = Object.values(input ?? {}).map(String);
      const words = pathname.split("/").filter((word) => word && !values.includes(decodeURIComponent(word)));
      for (const word of words)
        assert.ok(
          found.some((text) => text.split("/").includes(word)),
          `${operation}: ${word} is not in the source`,
        );
      const authorization = new Headers(request.headers).get("authorization");
      // Some providers have a header of their own for that.
      const scheme = authorization === null ? "Api-Key" : `${authorization.split(" ")[0]} `;
      assert.ok(found.includes(scheme), `${operation}: ${scheme} is not in the source`);
    }
  });

  for (const text of found) {
    test(`${provider}: ${text} is in the full module and not in the form module`, () => {
      assert.ok(modules.full.includes(text), "it is not in the full module");
      assert.ok(!modules.form.includes(text), "it is in the form module");
    });
  }
}

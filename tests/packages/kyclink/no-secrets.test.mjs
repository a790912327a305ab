/**
 * Strings that are no secrets, and options without a value: every entry point that reads an option refuses them, and
 * names the option. tests/it/edge/config.rs and tests/it/client/connection.rs have the same cases.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { createHandler, memoryStore, ORIGIN, SECRET } from "../helpers/edge/harness.mjs";
import { esm, project } from "../helpers/install/index.mjs";

const kyclink = await esm();
const { checkEnv } = await import(pathToFileURL(join(project, "node_modules/kyclink/dist/cli/doctor.js")));
const { refused, accepted } = JSON.parse(readFileSync(new URL("../../vectors/data/secrets.json", import.meta.url), "utf8"));

/** The credentials of each provider, and an operation. */
const CREDENTIALS = {
  spherepay: [{ apiKey: "key" }, "spherepay.getCustomer", "customer_1"],
  grid: [{ clientId: "id", clientSecret: "secret" }, "grid.getCustomer", "Customer:1"],
  bridge: [{ apiKey: "sk-test-1" }, "bridge.getCustomer", "customer_1"],
};
const BASE_URL = "https://api.example.com";

const handlerOf = (provider, own, more) =>
  createHandler({
    provider,
    [provider]: own,
    allowedOrigins: [ORIGIN],
    cookieSecret: SECRET,
    store: memoryStore(),
    rateLimit: "none",
    ...more,
  });

/** Every function that reads a provider's credentials. */
const readers = (provider, own) => {
  const [, operation, customerId] = CREDENTIALS[provider];
  return {
    client: () => kyclink[provider](own),
    buildRequest: () => kyclink.buildRequest(operation, { customerId }, own),
    handler: () => handlerOf(provider, own),
  };
};

function assertRefused(attempt, option, what, value = "") {
  assert.throws(
    attempt,
    ({ code, message, stack }) => {
      assert.equal(code, "invalid_config", what);
      assert.match(message, option, what);
      if (value.trim().length > 12) assert.ok(!stack.includes(value), what);
      return true;
    },
    what,
  );
}

for (const [provider, [credentials]] of Object.entries(CREDENTIALS)) {
  describe(`the credentials of ${provider}`, () => {
    for (const option of Object.keys(credentials)) {
      test(`${option}: a placeholder is refused, a short one is not`, () => {
        for (const text of [...refused.any, ...refused.apiKey]) {
          for (const [name, attempt] of Object.entries(readers(provider, { ...credentials, baseUrl: BASE_URL, [option]: text })))
            assertRefused(attempt, new RegExp(option), `${name}: ${text}`, text);
        }
        for (const text of accepted.apiKey) {
          for (const attempt of Object.values(readers(provider, { ...credentials, baseUrl: BASE_URL, [option]: text }))) attempt();
        }
      });
    }

    test("an option without a value selects no host, and the message names its variable", () => {
      const prefix = provider.toUpperCase();
      const names = new RegExp(`environment .* or baseUrl: is ${prefix}_ENVIRONMENT or ${prefix}_BASE_URL set`);
      for (const nothing of [undefined, null, ""]) {
        for (const own of [{ baseUrl: nothing }, { environment: nothing }, { environment: nothing, baseUrl: nothing }]) {
          for (const [name, attempt] of Object.entries(readers(provider, { ...credentials, ...own })))
            assertRefused(attempt, names, `${name}: ${JSON.stringify(own)}`);
        }
        for (const own of [
          { environment: "sandbox", baseUrl: nothing },
          { environment: nothing, baseUrl: BASE_URL },
        ]) {
          for (const attempt of Object.values(readers(provider, { ...credentials, ...own }))) attempt();
        }
      }
      for (const attempt of Object.values(readers(provider, { ...credentials, environment: "sandbox", baseUrl: BASE_URL })))
        assertRefused(attempt, /environment .* or baseUrl, and not both/, "both");
      for (const attempt of Object.values(readers(provider, { ...credentials, environment: "Production" })))
        assertRefused(attempt, /environment must be "sandbox" or "production"/, "another word");
    });

    test("a handler needs one of the two", () => {
      assertRefused(() => handlerOf(provider, credentials), /environment .* or baseUrl/, provider);
    });
  });
}

test("a client of Grid that names neither sends to Grid, whose token decides", () => {
  const [credentials, operation, customerId] = CREDENTIALS.grid;
  const hosts = [{}, { environment: "sandbox" }, { environment: "production" }].map(
    (own) => new URL(kyclink.buildRequest(operation, { customerId }, { ...credentials, ...own }).url).host,
  );
  assert.deepEqual(hosts, Array(3).fill("api.lightspark.com"));
});

describe("the secrets of a handler", () => {
  const spherepay = { apiKey: "key", baseUrl: BASE_URL };
  const readersOf = {
    cookieSecret: (text) => [
      () => handlerOf("spherepay", spherepay, { cookieSecret: text }),
      () => handlerOf("spherepay", spherepay, { cookieSecret: [SECRET, text] }),
    ],
    webhookSecret: (text) => [
      () => handlerOf("spherepay", { ...spherepay, webhookSecret: text }),
      () => handlerOf("spherepay", { ...spherepay, webhookSecret: [SECRET.toUpperCase(), text] }),
    ],
  };
  for (const [option, attempts] of Object.entries(readersOf)) {
    test(option, () => {
      for (const text of [...refused.any, ...refused[option]])
        for (const attempt of attempts(text)) assertRefused(attempt, new RegExp(option), `${option}: ${text}`, text);
      for (const text of accepted[option].filter((text) => text !== SECRET)) for (const attempt of attempts(text)) attempt();
    });
  }
});

test("verifyWebhook refuses a placeholder", async () => {
  for (const secret of refused.any) {
    const delivery = { body: "{}", headers: { signature: "0".repeat(64) }, secret };
    await assert.rejects(kyclink.verifyWebhook("spherepay", delivery), { code: "invalid_config", message: /secret/ }, secret);
    await assert.rejects(kyclink.verifyWebhook("spherepay", { ...delivery, secret: ["key", secret] }), { code: "invalid_config" }, secret);
  }
});

test("doctor finds them, too", () => {
  const env = {
    SPHEREPAY_API_KEY: "key",
    SPHEREPAY_ENVIRONMENT: "sandbox",
    SPHEREPAY_WEBHOOK_SECRET: accepted.webhookSecret[0],
    COOKIE_SECRET: SECRET,
  };
  assert.deepEqual(checkEnv(env), []);
  const found = (change) => checkEnv({ ...env, ...change }).map(({ name }) => name);
  for (const text of refused.any.filter((text) => text.trim() !== "")) {
    for (const name of ["SPHEREPAY_API_KEY", "SPHEREPAY_WEBHOOK_SECRET", "COOKIE_SECRET"])
      assert.deepEqual(found({ [name]: text }), [name], `${name}: ${text}`);
  }
  const grid = { GRID_CLIENT_ID: "id", GRID_CLIENT_SECRET: "secret", COOKIE_SECRET: SECRET };
  const inGrid = (more) => checkEnv({ ...grid, ...more }).map(({ message }) => message);
  assert.match(inGrid({})[0], /is GRID_ENVIRONMENT or GRID_BASE_URL set/);
  for (const more of [{ GRID_ENVIRONMENT: "production" }, { GRID_BASE_URL: BASE_URL }]) {
    assert.equal(inGrid(more).length, 1, "only that there is no key for webhooks");
  }
});

/** What `init` and `doctor` do for the ready providers, which have no sandbox: their variables are the user's to fill in. */

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { parseEnv } from "node:util";
import { makeProject } from "../../helpers/cli/project.mjs";
import { inside, run, runIn } from "../../helpers/cli/run.mjs";
import { file } from "../../helpers/install/index.mjs";

const { checkEnv } = await inside("doctor.js");
const { READY } = await inside("ready.js");
const PEM = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" });

/** The variables of each, in the order of the file, and one that is wrong. */
const FILLED = {
  sumsub: {
    SUMSUB_APP_TOKEN: "sbx:token-of-ours",
    SUMSUB_SECRET_KEY: "secret-of-ours",
    SUMSUB_LEVEL_NAME: "basic-kyc-level",
    SUMSUB_WEBHOOK_SECRET: "webhook-of-ours",
  },
  due: { DUE_API_KEY: "key-of-ours", DUE_ENVIRONMENT: "sandbox", DUE_WEBHOOK_PUBLIC_KEY: PEM.replaceAll("\n", "\\n") },
  didit: {
    DIDIT_API_KEY: "key-of-ours",
    DIDIT_WORKFLOW_ID: "11111111-2222-3333-4444-555555555555",
    DIDIT_WEBHOOK_SECRET: "webhook-of-ours",
  },
  "stripe-identity": { STRIPE_IDENTITY_SECRET_KEY: "rk_test_ofours", STRIPE_IDENTITY_WEBHOOK_SECRET: "whsec_ofours" },
};

const init = (t, folder, provider) => runIn(t, folder, "init", "--json", "--provider", provider);

for (const [provider, filled] of Object.entries(FILLED)) {
  test(`${provider}: init writes a handler, and doctor says which of its variables are missing or wrong`, async (t) => {
    const folder = makeProject();
    const { written, variables } = JSON.parse((await init(t, folder, provider)).out);
    const names = Object.keys(filled);
    assert.deepEqual(written, ["kyc-page.mjs", "kyc.mjs", "server.mjs", ".gitignore", ".env"]);
    assert.deepEqual(variables, ["ORIGIN", "COOKIE_SECRET", ...names]);
    const env = parseEnv(readFileSync(join(folder, ".env"), "utf8"));
    const found = (env) => checkEnv(env, provider).map(({ name }) => name);
    assert.deepEqual(found(env), names);
    const complete = { ...env, ...filled };
    assert.deepEqual(checkEnv(complete), []);
    const baseUrl = names[0].replace(/_(?:APP_TOKEN|API_KEY|SECRET_KEY)$/, "_BASE_URL");
    assert.deepEqual(checkEnv({ ...complete, [baseUrl]: "http://127.0.0.1:4011" }), []);
    for (const name of [...names.filter((name) => !name.endsWith("LEVEL_NAME")), baseUrl])
      assert.deepEqual(found({ ...complete, [name]: "wrong\tvalue" }), [name]);
    const { out } = await run(t, ["doctor"], { ...complete, [names[0]]: "wrong\tvalue" });
    for (const value of ["wrong", ...Object.values(filled)]) assert.ok(value === "sandbox" || !out.includes(value), out);

    const { handler } = await import(pathToFileURL(join(folder, "kyc.mjs")));
    const at = async (path, init) => (await handler(new Request(`${env.ORIGIN}/kyc${path && `/${path}`}`, init), complete)).status;
    assert.deepEqual([await at("status"), await at(""), await at(`webhooks/${provider}`, { method: "POST", body: "{}" })], [200, 200, 401]);
    const again = makeProject({ ".env": `${names.map((name) => `${name}=""\n`).join("")}COOKIE_SECRET=x` });
    assert.deepEqual(JSON.parse((await init(t, again, provider)).out).variables, ["ORIGIN"]);
  });
}

test("every ready provider of the package is in the lists", () => {
  const { exports } = JSON.parse(readFileSync(file("package.json"), "utf8"));
  const ready = Object.keys(exports).flatMap((path) => /^\.\/providers\/(.+)$/.exec(path)?.[1] ?? []);
  assert.deepEqual([ready.sort(), Object.keys(READY).sort()], [Object.keys(FILLED).sort(), Object.keys(FILLED).sort()]);
});

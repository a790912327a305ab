/**
 * The files of docs/apps.md for React Native, in front of a handler and the model of each provider. The SDKs themselves
 * are stand-ins, which do with a token what the model allows.
 */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { blocks } from "../helpers/docs/markdown.mjs";
import { commonConfig, createHandler, newKey, ORIGIN } from "../helpers/edge/harness.mjs";
import { copy } from "../helpers/install/index.mjs";
import { PROVIDERS } from "../helpers/providers/worlds.mjs";

/** The SDK of each provider, and what opens it. */
const FILES = { sumsub: "sumsub.mjs", due: "sumsub.mjs", grid: "sumsub.mjs", didit: "didit.mjs", "stripe-identity": "stripe.mjs" };
const BEARER = "Bearer token-of-the-app";

/** What the files import, with `globalThis.device` for the device. */
const MODULES = {
  "@sumsub/react-native-mobilesdk-module": `export default {
    init: (token, renew) => ({ build: () => ({ launch: () => device.launch(token, renew) }) }),
  };`,
  "@didit-protocol/sdk-react-native": "export const startVerification = (token) => device.launch(token);",
  "@stripe/stripe-identity-react-native": `export const useStripeIdentity = (options) => ({
    status: device.status,
    present: () => options().then(({ ephemeralKeySecret }) => device.launch(ephemeralKeySecret)).catch(() => {}),
  });`,
  react: "export const useEffect = (effect) => effect();",
  "react-native": `export const Image = { resolveAssetSource: (logo) => ({ uri: logo }) };
    const addEventListener = (...on) => device.on(...on);
    export const [AppState, Linking] = [{ addEventListener }, { addEventListener }];`,
  "expo-web-browser": `export const openBrowserAsync = async (url) => device.open(url);
    export const dismissBrowser = () => device.dismiss();`,
};

const folder = mkdtempSync(join(tmpdir(), "kyclink-apps-"));
after(() => rmSync(folder, { recursive: true }));
for (const [name, code] of Object.entries(MODULES)) {
  const path = join(folder, "node_modules", name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "package.json"), JSON.stringify({ name, type: "module", exports: "./index.js" }));
  writeFileSync(join(path, "index.js"), code);
}
symlinkSync(join(copy().folder, "node_modules/kyclink"), join(folder, "node_modules/kyclink"));
writeFileSync(join(folder, "account.mjs"), 'export const accessToken = async () => "token-of-the-app";');
for (const { language, code } of blocks("docs/apps.md")) {
  const [, name] = /^\/\/ (\S+)\n/.exec(code) ?? [];
  if (language === "mjs") writeFileSync(join(folder, name), code.replace(/^import logo.*$/m, 'const logo = "logo.png";'));
}

/** Opens a handler in front of a provider, and returns a device with an app, whose `fetch` keeps its cookies. */
async function open(t, name) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const [provider, makeWorld] = PROVIDERS[name];
  const world = await makeWorld();
  const handler = createHandler({
    ...(provider.provider ? provider : { provider }),
    ...commonConfig(world.fetch),
    authorize: ({ headers }) => (headers.get("authorization") === BEARER ? { reference: "user-1" } : new Response(null, { status: 403 })),
  });
  let cookie = "";
  const platform = globalThis.fetch;
  globalThis.fetch = async (url, { headers, ...init }) => {
    // Nothing of an app's own is a browser's: there is neither an origin nor `Sec-Fetch-Site`.
    const given = new Headers(headers);
    if (cookie) given.set("cookie", cookie);
    const response = await handler(new Request(url, { ...init, headers: given }));
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return response;
  };
  t.after(() => {
    globalThis.fetch = platform;
    delete globalThis.device;
  });
  const send = (path, body) =>
    fetch(`${ORIGIN}/kyc/${path}`, {
      method: "POST",
      headers: { origin: ORIGIN, authorization: BEARER, "content-type": "application/json", "idempotency-key": newKey() },
      body: JSON.stringify(body),
    }).then((response) => response.json());
  const { kycUrl } = await send("links", { type: "individual", ...world.applicants.individual });
  const [customer] = world.customers();
  assert.equal(world.openLink(kycUrl), customer);
  const kit = await import(pathToFileURL(join(folder, FILES[name])));
  /** Shows the SDK as a press of the app's button does, and returns the status. */
  async function check() {
    if (!kit.useIdentityCheck) return kit.checkIdentity();
    delete globalThis.device.status;
    await kit.useIdentityCheck(() => assert.fail("nothing has ended"))();
    globalThis.device.status = "FlowCanceled";
    return new Promise((resolve) => void kit.useIdentityCheck(resolve));
  }
  return { world, customer, send, check };
}

for (const name of Object.keys(FILES)) {
  test(`${name}: an app opens the check of the link's customer, and tells the server's status`, async (t) => {
    const { world, customer, send, check } = await open(t, name);
    const opened = [];
    let again;
    globalThis.device = {
      async launch(token, renew) {
        again = renew;
        opened.push(world.openToken(token));
        world.expireToken(token);
        if (renew) opened.push(world.openToken(await renew()));
        throw new Error("closed by the person");
      },
    };
    assert.equal(await check(), "incomplete");
    assert.ok(opened.length > 0 && opened.every((id) => id === customer), String(opened));
    // Another token, and another link, whichever comes first.
    globalThis.device.launch = async (token) => void opened.push(world.openToken(token));
    await check();
    const { kycUrl } = await send("links/renew", {});
    assert.deepEqual([opened.at(-1), world.openLink(kycUrl)], [customer, customer]);
    assert.equal(new Set(world.customers()).size, 1);

    await world.decide(customer, "approved");
    t.mock.timers.tick(11_000);
    const before = opened.length;
    globalThis.device.launch = async (token) => void opened.push(token);
    assert.equal(await check(), "approved");
    assert.equal(opened.length, before, "there is nothing to open");
    // Sumsub's module ends then.
    if (again) await assert.rejects(again(), /token: approved/);
  });
}

test("a hosted page ends when the person is back by the redirectUri, or in the app, and its query is not read", async (t) => {
  await open(t, "grid");
  const { show } = await import(pathToFileURL(join(folder, "hosted-page.mjs")));
  const listeners = {};
  const log = [];
  const on = (event, listener) => {
    listeners[event] = listener;
    return { remove: () => delete listeners[event] };
  };
  globalThis.device = { on, open: () => ({ type: "opened" }), dismiss: () => log.push("closed") };
  for (const back of [
    () => listeners.url({ url: "https://app.example.com/kyc/done?status=completed&fields[name]=Jane" }),
    () => listeners.change("active"),
  ]) {
    const status = show("https://kyc.grid.example/hosted/x");
    listeners.url({ url: "https://app.example.com.evil.example/kyc/done" });
    listeners.change("background");
    log.push("waits");
    back();
    assert.equal(await status, "incomplete");
    assert.deepEqual(listeners, {});
  }
  globalThis.device.open = () => ({ type: "cancel" });
  assert.equal(await show("https://kyc.grid.example/hosted/x"), "incomplete");
  assert.deepEqual(log, ["waits", "closed", "waits"]);
  await assert.rejects(show("http://kyc.grid.example/hosted/x"), TypeError);
});

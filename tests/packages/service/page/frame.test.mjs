/**
 * `present` of the page: what each provider's links become, and the headers of the page with a frame. The frame itself
 * is tested in browsers, in `tests/e2e/frame.test.mjs`.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ORIGIN, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";
import { device, FORM, started } from "../../helpers/page/requests.mjs";

const { onboardingPage } = await subpath("page");

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'";
const framing = (origin) => POLICY.replace("connect-src 'self';", `connect-src 'self'; frame-src ${origin};`);
const CHECK = "https://bridge.withpersona.com";
const TERMS = "https://compliance.bridge.xyz";
const WEBVIEW = "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Version/4.0 Chrome/130.0 Mobile Safari/537.36";

/** Lets the sandbox's links of Bridge have the hosts of Bridge, or others. */
function withHosts(sandbox, { check = CHECK, terms = TERMS }) {
  return async (url, init) => {
    const response = await sandbox.fetch(url, init);
    const text = await response.text();
    const moved = text
      .replaceAll(/https:\/\/[^/"]+(?=\/verify\?)/g, check)
      .replaceAll(/https:\/\/[^/"]+(?=\/accept-terms-of-service\?)/g, terms);
    return new Response(moved, { status: response.status, headers: response.headers });
  };
}

/** A person who has sent the form to a handler whose page has these options. */
async function begun({ provider = "bridge", present = "frame", hosts = {}, headers, ...config } = {}) {
  const world = setUp({ provider, page: onboardingPage({ locale: "en", present }), ...config, fetch: (...given) => send(...given) });
  const send = withHosts(world.sandbox, hosts);
  const person = device(world.handler, headers);
  const form = provider === "grid" ? { ...FORM, firstName: "Jane", lastName: "Doe", birthDate: "1990-01-15", nationality: "US" } : FORM;
  const first = await started(Object.assign(person, { form }));
  return { ...world, person, first };
}

const renew = (person, headers) => person("POST", "/kyc/links/renew", { fields: {}, headers });

/** The parts of a page that matter here. */
function partsOf({ status, headers, content }) {
  const elements = elementsOf(content);
  const of = (name) => elements.filter((element) => element.name === name).map(({ attributes }) => attributes);
  return {
    status,
    frames: of("iframe"),
    tabs: of("a").filter(({ target }) => target === "_blank"),
    policy: headers.get("content-security-policy"),
    features: headers.get("permissions-policy"),
    location: headers.get("location"),
  };
}

/** Accepts the terms at the sandbox. */
function accept({ sandbox }) {
  const { url } = sandbox
    .customers()
    .at(-1)
    .links.find(({ kind }) => kind === "tos");
  return sandbox.finishLink(url, "approve");
}

describe("Bridge in a frame", () => {
  test("the terms, then the check, and the policy of each names exactly its origin", async () => {
    const world = await begun();
    const terms = partsOf(await renew(world.person));
    assert.equal(terms.frames.length, 1);
    const { src, ...attributes } = terms.frames[0];
    assert.ok(src.startsWith(`${TERMS}/accept-terms-of-service?`));
    assert.deepEqual(attributes, { class: "hosted", title: "The terms come first", allow: "" });
    assert.deepEqual([terms.status, terms.policy, terms.features], [200, framing(TERMS), null]);
    assert.deepEqual(terms.tabs, [{ href: src, target: "_blank", rel: "noopener noreferrer" }]);

    await accept(world);
    const check = partsOf(await renew(world.person));
    const url = new URL(check.frames[0].src);
    assert.deepEqual([url.origin, url.pathname, url.searchParams.getAll("iframe-origin")], [CHECK, "/widget", [ORIGIN]]);
    const { sandbox, allow, title } = check.frames[0];
    assert.deepEqual([allow, title], ["camera", "Your identity check is ready"]);
    assert.ok(!sandbox.includes("allow-top-navigation"), sandbox);
    assert.deepEqual([check.policy, check.features], [framing(CHECK), `camera=(self "${CHECK}")`]);
    assert.deepEqual(
      check.tabs.map(({ href }) => new URL(href).pathname),
      ["/verify"],
      "the tab gets the link as it is",
    );
  });

  test("no other page of the handler allows a frame", async () => {
    const { person, first } = await begun();
    assert.equal(first.headers.get("content-security-policy") ?? POLICY, POLICY);
    await renew(person);
    for (const path of ["/kyc", "/kyc/new", "/kyc/status", "/kyc/nothing"]) {
      const { policy, features, frames, status } = partsOf(await person("GET", path));
      assert.deepEqual([policy ?? POLICY, features, frames], [POLICY, null, []], `${path} ${status}`);
    }
  });

  test("a link that may not be framed becomes a tab, and nothing is allowed", async () => {
    for (const hosts of [{ terms: "https://evil.example" }, { terms: "https://compliance.bridge.xyz.evil.example" }]) {
      const { person } = await begun({ hosts });
      const { frames, tabs, policy, features, status } = partsOf(await renew(person));
      assert.deepEqual([status, frames, policy, features], [200, [], POLICY, null], hosts.terms);
      assert.deepEqual(
        tabs.map(({ href, rel }) => [new URL(href).origin, rel]),
        [[hosts.terms, "noopener noreferrer"]],
      );
    }
  });

  test("a host that the configuration names counts as the provider's", async () => {
    const terms = "https://terms.example";
    const { person } = await begun({ hosts: { terms }, allowHosts: ["terms.example", "bridge.withpersona.com"] });
    assert.equal(partsOf(await renew(person)).policy, framing(terms));
  });

  test("the frame learns the origin of the page that was listed, whatever a request says", async () => {
    for (const origin of ["https://app.example.com; script-src *", "https://evil.example", "null"]) {
      const { person } = await begun();
      const { status, policy, frames } = partsOf(await renew(person, { origin, "sec-fetch-site": "cross-site" }));
      assert.deepEqual([status, policy, frames], [403, POLICY, []], origin);
    }
    const world = await begun();
    await accept(world);
    const hidden = partsOf(await renew(world.person, { origin: undefined }));
    assert.deepEqual(new URL(hidden.frames[0].src).searchParams.getAll("iframe-origin"), [ORIGIN]);
  });

  test("a browser inside another app gets the link and the hint", async () => {
    const { person } = await begun({ headers: { "user-agent": WEBVIEW } });
    const response = await renew(person);
    const { frames, tabs, policy, features } = partsOf(response);
    assert.deepEqual([frames, tabs.length, policy, features], [[], 1, POLICY, null]);
  });
});

describe("the ways", () => {
  test("whether the button opens a new tab, and whether the page frames, by provider and option", async () => {
    const redirectUri = `${ORIGIN}/kyc/status`;
    for (const provider of ["spherepay", "grid", "bridge"])
      for (const present of [undefined, "redirect", "tab", "frame"]) {
        const { handler } = setUp({ provider, redirectUri, page: onboardingPage({ present }) });
        const { content } = await device(handler)("GET", "/kyc");
        const [{ attributes }] = elementsOf(content).filter(({ name }) => name === "html");
        // SpherePay sends nobody back, and only Bridge may be framed.
        const newTab = present === "tab" || present === "frame" || (present === undefined && provider === "spherepay");
        const expected = [newTab, present === "frame" && provider === "bridge"];
        assert.deepEqual(["data-new-tab" in attributes, "data-frames" in attributes], expected, `${provider} ${present}`);
      }
  });

  test("a handler that chooses the provider has a page with a frame where one of them may be framed", async () => {
    const names = ["spherepay", "grid", "bridge"];
    for (const chosen of [names, ["grid", "bridge"], ["bridge"], ["spherepay", "grid"]]) {
      const others = Object.fromEntries(names.filter((name) => !chosen.includes(name)).map((name) => [name, undefined]));
      for (const present of ["frame", "tab", "redirect", undefined]) {
        const { handler } = setUp({ provider: () => chosen[0], ...others, page: onboardingPage({ present }) });
        const { content } = await device(handler)("GET", "/kyc");
        const [{ attributes }] = elementsOf(content).filter(({ name }) => name === "html");
        assert.equal("data-frames" in attributes, present === "frame" && chosen.includes("bridge"), `${chosen}, ${present}`);
      }
    }
  });

  test("a provider that may not be framed: the button redirects a new tab, as without the option", async () => {
    for (const provider of ["spherepay", "bridge"]) {
      const { person } = await begun({ provider, present: "tab" });
      const { status, location, policy } = partsOf(await renew(person));
      assert.equal(status, 303, provider);
      assert.ok(URL.canParse(location), provider);
      assert.equal(policy, null);
    }
    const { person } = await begun({ provider: "spherepay" });
    assert.equal((await renew(person)).status, 303);
  });
});

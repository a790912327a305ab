/** What `render` gets: the state that a program gets in JSON, at every step of a person's way. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, CONTACT_CODE, configOf, createHandler, createSandbox, PERSON, PERSON_AT_GRID } from "../helpers/edge/harness.mjs";

const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };

/** A handler with a page of its own, whose views are in `views`. */
function open(provider) {
  const sandbox = createSandbox();
  const views = [];
  const render = (view) => views.push(view) && "<p>";
  const page = { phoneCountry: "address", drawQrCode: (text) => `<svg>${text}</svg>`, serve: (_request, respond) => respond(), render };
  const handler = createHandler(configOf(sandbox, { provider, page: () => page }));
  /** What a device sees of its status, as a page and in JSON. */
  const look = async (device) => {
    const { body } = await device.get("status");
    assert.equal((await device.get("status", NAVIGATION)).text, "<p>");
    return [body, views.at(-1)];
  };
  return { sandbox, views, look, device: () => browser(handler) };
}

/** Asserts that a view of the status says what its JSON does, except for the provider and the time. */
function assertSame([{ provider, updatedAt, channels, ...body }, { kind, ...view }]) {
  if (kind === "status") return assert.deepEqual(view, body);
  assert.deepEqual([kind, body.nextAction, view.channels], ["verify_contact", "verify_contact", channels]);
}

for (const provider of ["spherepay", "grid", "bridge"]) {
  test(`${provider}: every status, on the first device and on another one`, async () => {
    const { sandbox, views, look, device } = open(provider);
    const [first, other] = [device(), device()];
    assertSame(await look(first));
    await first.json("links", provider === "grid" ? PERSON_AT_GRID : PERSON);
    assertSame(await look(first));
    const { body } = await first.empty("handoff");
    await other.get(body.url.split("/kyc/")[1], NAVIGATION);
    assert.equal((await other.form(body.url.split("/kyc/")[1], {}, NAVIGATION)).status, 303);
    if (provider === "grid") {
      for (const channel of ["email", "phone"]) {
        await first.empty(`contact/${channel}`);
        assert.equal((await first.json(`contact/${channel}/confirm`, { code: CONTACT_CODE })).status, 200);
      }
    }
    const seen = [await look(first), await look(other)];
    for (const both of seen) assertSame(both);
    const marks = seen.map(([, view]) => [view.otherDevice, view.handedOver]);
    assert.deepEqual(marks, [
      [true, undefined],
      [undefined, true],
    ]);
    const [{ id }] = sandbox.customers();
    await first.empty("links/renew");
    for (const outcome of ["reject", "approve"]) {
      await sandbox.complete(id, outcome);
      const later = await look(device()); // nothing of the person
      assertSame(later);
      assert.equal(later[1].status, "none");
      assertSame(await look(first));
    }
    assert.ok(views.length > 8);
  });
}

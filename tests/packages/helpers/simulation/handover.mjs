/** A person goes on with another device; others have the link, too. Later the session is taken back, or ended. */

import { browser, ORIGIN } from "../edge/harness.mjs";

/** Makes a link and opens it from several devices at once. `ask` and `persist` send requests as a person does. */
export async function handOver(world, name, { page, ask, persist }) {
  const path = await makeLink(world, name, { page, persist });
  if (!path) return;
  // A scanner of mail looks at it first.
  const looked = await ask(world, name, () => browser(world.fetch).get(path));
  if (looked.headers?.has("set-cookie")) world.ledger.violation(`onboarding ${name}: a look at a link opens a session`);
  const devices = Array.from({ length: 1 + Math.floor(world.random() * 3) }, () => browser(world.fetch));
  await Promise.all(devices.map((device) => ask(world, name, () => device.empty(path))));
  const withSession = devices.filter((device) => device.cookie());
  if (withSession.length > 1) world.ledger.violation(`onboarding ${name}: ${withSession.length} devices opened one link`);
  world.ledger.handedOver += withSession.length;
  for (const device of withSession) await overstep(world, name, { device, ask, persist });
  if (world.random() < 0.5) {
    const newer = await makeLink(world, name, { page, persist });
    const other = browser(world.fetch);
    if (newer) await ask(world, name, () => other.empty(newer));
    if (!other.cookie()) return;
  } else if (!(await persist(world, name, () => page.empty("handoff/end")))) return;
  for (const device of withSession) await isOver(world, name, { device, persist });
  const late = browser(world.fetch);
  await ask(world, name, () => late.empty(path));
  if (late.cookie())
    world.ledger.violation(`onboarding ${name}: a link opens after the session was given to another device, or taken back`);
}

/** Ends the session, of which a copy stays behind. */
export async function end(world, name, { page, persist }) {
  const copy = browser(world.fetch);
  copy.cookie(page.cookie());
  if (await persist(world, name, () => page.empty("end"))) await isOver(world, name, { device: copy, persist });
}

/** Returns the path of a new link. */
async function makeLink(world, name, { page, persist }) {
  const made = await persist(world, name, () => page.json("handoff", {}));
  if (!made) return undefined;
  if (made.status !== 201) return void world.ledger.violation(`onboarding ${name}: a link for another device got ${made.status}`);
  return made.body.url.slice(`${ORIGIN}/kyc/`.length);
}

/** A device tries what only the first browser may do. */
async function overstep(world, name, { device, ask, persist }) {
  await persist(world, name, () => device.get("status"));
  for (const [path, body] of [
    ["handoff", {}],
    ["handoff/end", {}],
    ["contact/email", { value: "stranger@example.com" }],
  ]) {
    const refused = await ask(world, name, () => device.json(path, body));
    if (refused.status !== 0 && refused.status < 400) world.ledger.violation(`onboarding ${name}: a device may post to ${path}`);
  }
}

/** A session that has ended shows nothing and makes no link. */
async function isOver(world, name, { device, persist }) {
  const cookie = device.cookie();
  const shown = await persist(world, name, () => device.get("status", { cookie }));
  const renewed = shown && (await persist(world, name, () => device.empty("links/renew", { cookie })));
  if (renewed && (shown.body.status !== "none" || renewed.status !== 401)) {
    world.ledger.violation(`onboarding ${name}: a session that has ended gets ${shown.body.status} and ${renewed.status}`);
  }
}

/** A person goes on with another device; others have the link, too. */

import { browser, ORIGIN } from "../edge/harness.mjs";

/** Makes a link and opens it from several devices at once. `ask` and `persist` send requests as a person does. */
export async function handOver(world, name, { page, ask, persist }) {
  const made = await persist(world, name, () => page.json("handoff", {}));
  if (!made) return;
  if (made.status !== 201) return void world.ledger.violation(`onboarding ${name}: a link for another device got ${made.status}`);
  const path = made.body.url.slice(`${ORIGIN}/kyc/`.length);
  // A scanner of mail looks at it first.
  const looked = await ask(world, name, () => browser(world.fetch).get(path));
  if (looked.headers?.has("set-cookie")) world.ledger.violation(`onboarding ${name}: a look at a link opens a session`);
  const devices = Array.from({ length: 1 + Math.floor(world.random() * 3) }, () => browser(world.fetch));
  await Promise.all(devices.map((device) => ask(world, name, () => device.empty(path))));
  const withSession = devices.filter((device) => device.cookie());
  if (withSession.length > 1) world.ledger.violation(`onboarding ${name}: ${withSession.length} devices opened one link`);
  world.ledger.handedOver += withSession.length;
  for (const device of withSession) await persist(world, name, () => device.get("status"));
}

/**
 * What others do at the person's browser: a sibling domain plants cookies, and somebody uses the computer after the
 * verification.
 */

import { browser } from "../edge/harness.mjs";

/** White space of Unicode that browsers take for a part of a cookie's name, as the bytes of a header. */
const SPACES = ["\u00a0", "\u0085", "\u00e2\u0080\u0080"];

/** Only the cookie of the handler's own name counts, and others beside it do not lock the person out. */
export async function plantCookies(world, name, { page, expected, persist }) {
  const own = page.cookie();
  const space = SPACES[Math.floor(world.random() * SPACES.length)];
  const stranger = browser(world.fetch);
  const planted = await persist(world, name, () => stranger.get("status", { cookie: `${space}${own}` }));
  if (planted && planted.body.status !== "none") world.ledger.violation(`onboarding ${name}: a planted cookie opens a session`);
  const garbage = "__Host-kyclink=garbage";
  const cookie = world.random() < 0.5 ? `${garbage}; ${own}` : `__Host-kyclink=; ${own}; ${garbage}`;
  const shown = await persist(world, name, () => page.get("status", { cookie }));
  if (shown && shown.body.status !== expected) world.ledger.violation(`onboarding ${name}: a planted cookie locks the person out`);
}

/** The contacts of somebody whose verification is over stay as they are. */
export async function changeContacts(world, name, { page, ask }) {
  for (const [channel, value] of [
    ["email", "stranger@example.com"],
    ["phone", "+14155550199"],
  ]) {
    const refused = await ask(world, name, () => page.json(`contact/${channel}`, { value }));
    if (refused.status !== 0 && refused.status < 400)
      world.ledger.violation(`onboarding ${name}: a contact changes after the verification`);
  }
}

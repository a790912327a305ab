// Commands, which are no requests: what the application's own tools do, and what the page asks for.

import { startClock } from "../../../module/call/attempts.js";
import { OPERATE } from "../../../module/wasm/calls.js";
import { freeze } from "../../../module/wasm/json.js";
import { startDeadline } from "../engine/deadline.js";
import { randomIds } from "../engine/ids.js";
import { takeSteps } from "../engine/steps.js";

/** @import { Context } from "../handler.js" */

/**
 * Carries out a command. Returns its reply, and the context in which it ran.
 *
 * @param {import("../config/settings.js").Settings} settings
 * @param {Partial<Context>} own what differs from the settings
 * @param {object} command
 */
export async function carryOut(settings, own, command) {
  const rest = { route: "", elapsed: startClock(), deadline: startDeadline(settings.timeout, own.signal), raws: [] };
  const context = /** @type {Context} */ (/** @type {unknown} */ ({ ...settings, ...rest, ...own }));
  try {
    const reply = await takeSteps(context, OPERATE, freeze({ ...command, ids: randomIds(), at: Date.now() }));
    return { context, reply };
  } finally {
    context.deadline.stop();
  }
}

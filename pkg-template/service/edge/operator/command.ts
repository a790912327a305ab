// Commands, which are no requests: what the application's own tools do, and what the page asks for.

import { startClock } from "../../../module/call/attempts.ts";
import { OPERATE } from "../../../module/wasm/calls.ts";
import { freeze } from "../../../module/wasm/json.ts";
import type { Settings } from "../config/settings.ts";
import { startDeadline } from "../engine/deadline.ts";
import { randomIds } from "../engine/ids.ts";
import { takeSteps } from "../engine/steps.ts";
import type { Context } from "../handler.ts";

/**
 * Carries out a command. Returns its reply, and the context in which it ran.
 *
 * @param call what differs from the settings
 */
export async function carryOut(settings: Settings, call: Partial<Context>, command: object) {
  const rest = { route: "", elapsed: startClock(), deadline: startDeadline(settings.timeout, call.signal), raws: [] };
  const context = { ...settings, ...rest, ...call } as Context;
  try {
    const reply = await takeSteps(context, OPERATE, freeze({ ...command, ids: randomIds(), at: Date.now() }));
    return { context, reply };
  } finally {
    context.deadline.stop();
  }
}

/**
 * Conversations about one rule each, in which the order or the time matters: what `transcriptOf` does not ask because
 * it asks the same of every provider.
 */

import { BUSINESS, HOUR, INDIVIDUAL } from "../sandbox/harness.mjs";
import { createRecorder, createWriter } from "./recorder.mjs";
import { BRIDGE, withoutSchemes } from "./stories-bridge.mjs";
import { GRID } from "./stories-grid.mjs";

const LINK = { type: "individual", email: "jane@example.com", full_name: "Jane Smith" };
const PROVIDERS = {
  grid: {
    path: "/customers",
    stories: GRID,
    bodies: [INDIVIDUAL, { ...BUSINESS, platformCustomerId: "acme" }],
    event: "VERIFICATION.REJECTED",
  },
  bridge: {
    path: "/kyc_links",
    stories: BRIDGE,
    bodies: [LINK, { ...LINK, type: "business", email: "acme@example.com" }],
    event: "customer.updated",
  },
};

/** Stories that every provider here has. */
const shared = (name, { path, bodies, event }) => ({
  async "a planned failure and a request without credentials"({ call, sandbox, lines }) {
    for (const kind of [429, 500, 503]) {
      for (const [method, headers] of [
        ["GET", { authorization: undefined, "api-key": undefined }],
        ["DELETE", {}],
      ]) {
        lines.push(`nextFailure(${kind})`);
        sandbox.nextFailure(kind);
        await call(method, path, undefined, headers);
      }
    }
  },

  async "the customer that is meant is the one created last, not the one changed last"({ act, call, wait }) {
    const first = await call("POST", path, bodies[0]);
    wait(HOUR);
    await call("POST", path, bodies[1]);
    wait(HOUR);
    await act("complete", first.id, "hold");
    await act("trigger", event);
    await act("trigger", "kyc_approved");
    await act("customers");
  },

  async "the example"({ act }) {
    await act("createExample", "kyc_approved", name);
    await act("customers");
    await act("requests");
  },

  async "a path that is nearly right"({ call }) {
    const { id } = await call("POST", path, bodies[0]);
    for (const end of [`${id}/`, "", id.replace("0", "%30"), id.replace("4", "5"), `${id}0`, "%"]) await call("GET", `${path}/${end}`);
  },
});

/** The lines of all stories of a provider. */
export async function storiesOf(name) {
  const provider = PROVIDERS[name];
  const write = createWriter();
  const lines = [];
  const tell = async (title, options, story) => {
    const recorder = createRecorder(name, write, options);
    recorder.lines.push(`# ${name}: ${title}`);
    await story(recorder);
    lines.push(...recorder.lines);
  };
  for (const [title, story] of Object.entries({ ...shared(name, provider), ...provider.stories })) await tell(title, undefined, story);
  if (name === "grid") {
    for (const title of ["the platform", "what a customer gets that gives little, and a status that it asks for"])
      await tell(`${title} (regulated)`, { grid: { regulated: true } }, GRID[title]);
  }
  if (name === "bridge") {
    for (const options of [{}, { origin: "http://localhost:8080" }])
      await tell(`links without schemes ${JSON.stringify(options)}`, { ...options, bridge: { schemes: false } }, withoutSchemes);
  }
  return `${lines.join("\n").trim()}\n`;
}

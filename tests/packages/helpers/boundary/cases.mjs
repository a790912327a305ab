/** The cases of a seed: which call, with which input. The same seed and index always give the same case. */

import { generator, leaves, mutants, mutated, pick } from "../schema/inputs.mjs";
import { files } from "../vectors/files.mjs";
import { DISGUISES } from "./disguises.mjs";
import { ODDITIES, WITHOUT_JSON } from "./oddities.mjs";

// Inputs are made in blocks, because the first of an operation takes as long as the next hundreds.
const BLOCK = 256;
const POLICIES = ["schema", "postal", "strict"];
/** Calls by how often they are made. Validation is what everything else begins with. */
const CALLS = {
  validate: 62,
  normalize: 9,
  parseResponse: 10,
};
const CHOICES = Object.entries(CALLS).flatMap(([call, count]) => Array(count).fill(call));

const [FORMS, ODD, HUGE] = [DISGUISES, ODDITIES, WITHOUT_JSON].map(Object.keys);

/** Members that somebody may have added to every object, with the names of fields. */
const POLLUTED = ["type", "email", "state", "address", "reference"];
const POLLUTIONS = ["visible", "hidden", "frozen"];

const RESPONSES = {};
for (const { vectors } of files.filter(({ vectors }) => vectors.kind === "parse"))
  RESPONSES[vectors.operation] = [...(RESPONSES[vectors.operation] ?? []), ...vectors.cases];
const STATUSES = [
  0, 100, 199, 200, 201, 202, 204, 299, 300, 302, 400, 401, 403, 404, 405, 408, 409, 410, 422, 424, 429, 500, 501, 502, 503, 504,
];
const RETRY_AFTER = ["1", "0", "-1", "1.5", "99999999999999999999", "Sun, 06 Nov 2094 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "x"];

let block = {};

/** Returns the case of an index: plain data, of which `subject` in calls.mjs makes the value. */
export function caseAt(operations, seed, index) {
  const number = Math.floor(index / BLOCK);
  const name = operations[number % operations.length];
  if (block.seed !== seed || block.number !== number)
    block = { seed, number, inputs: [...mutants(name, BLOCK, Math.imul(seed, 0x9e3779b1) + number)] };
  const random = generator(Math.imul(seed, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35));
  const call = pick(CHOICES, random);
  const own = { call, name, index, seed: Math.floor(random() * 2 ** 32), tree: block.inputs[index % BLOCK], odd: [] };
  if (random() < 0.03) own.pollution = [pick(POLLUTED, random), pick(POLLUTIONS, random)];
  twist(own, random);
  return Object.assign(own, EXTRAS[call]?.(own, random));
}

/** Adds oddities or a disguise to every second input. */
function twist(own, random) {
  const kind = random();
  if (kind < 0.3) own.disguise = pick(FORMS, random);
  else if (kind < 0.75) {
    for (let count = random() < 0.7 ? 1 : 2; count > 0; count--) {
      const oddity = pick(random() < 0.0005 ? HUGE : ODD, random);
      own.odd.push({ path: pick([[], ...leaves(own.tree)], random), oddity });
    }
  }
}

// Names that do not exist are the wrapper's part, too: unknown-option.test.mjs.
const OF_RESPONSES = ["allowHosts", "profiles", "allowLoopback"];
const onlyKnown = (options) => options && Object.fromEntries(Object.entries(options).filter(([name]) => OF_RESPONSES.includes(name)));

const EXTRAS = {
  validate: (_, random) => ({ options: { policy: pick([undefined, ...POLICIES], random), normalize: random() < 0.3 } }),
  parseResponse: ({ name }, random) => {
    const known = pick(RESPONSES[name] ?? RESPONSES["grid.createKycLink"], random);
    const { status, headers = {}, body } = known.response;
    const response = { status: random() < 0.7 ? status : pick(STATUSES, random), headers, text: body };
    if (random() < 0.3) response.headers = { "retry-after": pick(RETRY_AFTER, random) };
    const options =
      random() < 0.5
        ? (known.options ?? {})
        : onlyKnown(mutated({ allowHosts: [".sumsub.com"], profiles: ["kyc"], allowLoopback: true }, random));
    const kind = random();
    if (kind < 0.08) response.text = body.slice(0, Math.floor(random() * body.length));
    else if (kind < 0.12)
      response.text = pick(
        ["", " \n", "<html>", "\ufeff{}", `\ufeff${body}`, `\ufeff\ufeff${body}`, "null", "[]", "0", '"\\ud800"', "{,}"],
        random,
      );
    else if (kind < 0.95) return { response, options, other: changedBody(body, random) };
    return { response, options };
  },
};

function changedBody(text, random) {
  try {
    return mutated(JSON.parse(text), random);
  } catch {
    return undefined; // the body of the vector is no JSON
  }
}

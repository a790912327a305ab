/** Makes the case of a difference smaller while the difference stays, and describes it without its values. */

import { known, leaves, removed } from "../schema/inputs.mjs";
import { kyclink } from "./calls.mjs";
import { summary } from "./compare.mjs";
import { compareAll } from "./fuzz.mjs";

/** Returns the smallest difference that is found, in at most this many attempts. */
export async function shrink(native, difference, attempts = 400) {
  let smallest = difference;
  for (let progressed = true; progressed; ) {
    progressed = false;
    for (const own of smaller(smallest.own)) {
      if (attempts-- === 0) return smallest;
      const found = await compareAll(native, [own]);
      if (!found) continue;
      smallest = found;
      progressed = true;
      break;
    }
  }
  return smallest;
}

/** Cases with one part less. */
function* smaller(own) {
  if (own.pollution) yield { ...own, pollution: undefined };
  if (own.disguise) yield { ...own, disguise: undefined };
  for (const at of own.odd.keys()) yield { ...own, odd: own.odd.toSpliced(at, 1) };
  if (own.options?.normalize) yield { ...own, options: { ...own.options, normalize: false } };
  for (const part of ["tree", "other"]) {
    for (const path of leaves(own[part])) {
      const isUsed = part === "tree" && own.odd.some((odd) => odd.path[0] === path[0]);
      if (!isUsed) yield { ...own, [part]: removed(own[part], path) };
    }
  }
}

/** Names that are no personal data: those of fields. */
let names;

/** Describes a difference: the call, the structure of what was passed, and the codes of the results. */
export function describe(seed, { own, where, native, result, first }) {
  names ??= new Set(kyclink.operations().flatMap((operation) => known(operation).flatMap((input) => leaves(input).flat())));
  const expected =
    native === undefined ? summary(first ?? {}) : summary(JSON.parse(native).error ? JSON.parse(native) : { value: JSON.parse(native) });
  const lines = {
    reproduce: `cargo xtask fuzz-boundary --seed ${seed} --from ${own.index} --inputs 1`,
    call: `${own.call} ${own.name}, ${where}`,
    options: `policy ${own.options?.policy ?? own.other?.policy ?? "default"}, normalize ${own.options?.normalize ?? false}`,
    input: structure(own.tree),
    // The oddities are applied to the input, the deepest first.
    oddities: own.odd.map(({ path, oddity }) => `${oddity} at /${path.map(nameOf).join("/")}`).join(", "),
    disguise: own.disguise,
    polluted: own.pollution?.join(", "),
    status: own.response?.status,
    "body or configuration": own.other === undefined ? undefined : structure(own.other),
    expected,
    found: summary(result),
  };
  const present = Object.entries(lines).filter(([, text]) => text !== undefined && text !== "");
  return present.map(([name, text]) => `${name}: ${text}`).join("\n");
}

function structure(value) {
  if (Array.isArray(value)) return `[${value.map(structure).join(", ")}]`;
  if (typeof value === "string") return `string of ${value.length}${isPrintable(value) ? "" : ", not only of printable ASCII"}`;
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${nameOf(name)}: ${structure(item)}`)
    .join(", ")} }`;
}

const isPrintable = (text) => /^[ -~]*$/.test(text);
const nameOf = (name) => (typeof name === "number" || names.has(name) ? name : "?");

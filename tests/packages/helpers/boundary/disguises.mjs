/** Ways to pass an input that has the same content, or nearly, in an unusual form. */

import { runInNewContext } from "node:vm";

/** The built-in objects of another realm. */
export const elsewhere = runInNewContext("({ JSON, Array, Object, String, Date, Map, Uint8Array, TypeError })");

/** `random` selects where. oddities.mjs has values that stand in the place of a part. */
export const DISGUISES = {
  "as it is": (input) => input,
  "in reverse order": (input) => each(input, (node) => Object.fromEntries(Object.entries(node).reverse())),
  frozen: (input) => each(input, Object.freeze),
  "without a prototype": (input) => each(input, (node) => Object.assign(Object.create(null), node)),
  "of a class": (input) => each(input, (node) => Object.assign(new (class Applicant {})(), node)),
  "of another realm": (input) => (input === undefined ? input : elsewhere.JSON.parse(JSON.stringify(input))),
  "with getters": (input) => each(input, withGetters),
  "with a getter that throws": (input, random) => each(input, (node) => withFailure(node, random)),
  "a proxy": (input) => each(input, (node) => new Proxy(node, {})),
  "a proxy that claims more members": (input) =>
    each(input, (node) => new Proxy(node, { ownKeys: (target) => [...Reflect.ownKeys(target), "ghost"] })),
  "inherited members": (input) => each(input, (node) => Object.create(node)),
  "hidden members": (input) => each(input, hidden),
  "unknown members": (input) => each(input, (node) => ({ csrf: "x", ...node, "a/b~c": 1, empty: "", "\u{1f600}": null, "\ud800": 2 })),
  "a member named __proto__": (input) => each(input, (node) => ({ ...node, ["__proto__"]: { type: "individual" } })),
  "blank members": (input) => each(input, (node) => ({ state: "", line2: null, firstName: undefined, ...node })),
};

function each(node, change) {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return Array.from(node, (item) => each(item, change));
  return change(Object.fromEntries(Object.entries(node).map(([name, value]) => [name, each(value, change)])));
}

function withGetters(node) {
  const properties = Object.entries(node).map(([name, value]) => [name, { get: () => value, enumerable: true }]);
  return Object.defineProperties({}, Object.fromEntries(properties));
}

function withFailure(node, random) {
  const names = Object.keys(node);
  const name = names[Math.floor(random() * names.length)] ?? "type";
  const get = () => {
    throw new Error("a getter");
  };
  return Object.defineProperty({ ...node }, name, { get, enumerable: true });
}

function hidden(node) {
  const [name] = Object.keys(node);
  return name === undefined ? node : Object.defineProperty({ ...node }, name, { enumerable: false });
}

/** Ways to pass an input that has the same content, or nearly, in an unusual form. */

import { runInNewContext } from "node:vm";

/** The built-in objects of another realm. */
export const elsewhere = runInNewContext("({ JSON, Array, Object, String, Date, Map, Uint8Array, TypeError })");

/** Ways to build an input with the same content, or nearly: `random` selects where. */
export const DISGUISES = {
  "as it is": (input) => input,
  "in reverse order": (input) => each(input, reversed),
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
  "a revoked part": (input, random) => changed(input, random, revoked),
  "a function": (input, random) => changed(input, random, () => () => "x"),
  "a date": (input, random) => changed(input, random, () => new Date(0)),
  "a typed array": (input, random) => changed(input, random, () => new Uint8Array(3)),
  "an array with holes": (input, random) => changed(input, random, () => Array(3)),
  "many items": (input, random) => changed(input, random, () => Array(1_000).fill("x")),
  "itself within itself": (input, random) => changed(input, random, () => input),
  "a long text": (input, random) => changed(input, random, () => "é".repeat(20_000)),
  "half an emoji": (input, random) => changed(input, random, () => "a\ud800"),
  "unknown members": (input) => each(input, (node) => ({ csrf: "x", ...node, "a/b~c": 1, empty: "", "\u{1f600}": null, "\ud800": 2 })),
  "a member named __proto__": (input) => each(input, (node) => ({ ...node, ["__proto__"]: { type: "individual" } })),
  "blank members": (input) => each(input, (node) => ({ state: "", line2: null, firstName: undefined, ...node })),
};

function each(node, change) {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return Array.from(node, (item) => each(item, change));
  return change(Object.fromEntries(Object.entries(node).map(([name, value]) => [name, each(value, change)])));
}

function reversed(node) {
  return Object.fromEntries(Object.entries(node).reverse());
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

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Replaces one member, at any depth. */
function changed(node, random, make) {
  if (typeof node !== "object" || node === null) return make();
  const names = Object.keys(node);
  const name = names[Math.floor(random() * names.length)];
  if (name === undefined) return make();
  const copy = Array.isArray(node) ? [...node] : { ...node };
  copy[name] = random() < 0.5 ? changed(node[name], random, make) : make();
  return copy;
}

/**
 * Values that a program may pass by mistake or to do harm, by name. Each takes a generator of random numbers, the value
 * in whose place it stands, and the whole input.
 */

import { pick } from "../schema/inputs.mjs";
import { elsewhere } from "./disguises.mjs";

const upTo = (random, count) => Math.floor(random() * count);
const throwing = () => {
  throw new elsewhere.TypeError("a trap");
};
export const revoked = (target = {}) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const members = (count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`member ${at}`, at]));
const LENGTHS = [-1, 1.5, Number.NaN, 2 ** 32, 1e9, "3", "x", null, undefined, {}, Symbol("length"), 3n];
const NUMBERS = [0, -0, 1, -1, 1.5, 1e21, 1e-7, 5e-324, 2 ** 53, -(2 ** 63), 1.7976931348623157e308];
const NAMES = ["", "0", "4294967295", "__proto__", "constructor", "toString", "a/b~c", "\u{1f600}", "\ud800", "é", "\0", "$"];

/** Controls, spaces, digits, directions, surrogates, full-width letters, tags: what stands before each does something else. */
const BLOCKS = [0, 0x80, 0x300, 0x600, 0x660, 0x1e00, 0x2000, 0x2060, 0x3000, 0xd800, 0xdc00, 0xfe00, 0xff00, 0xfff0, 0x1d7ce, 0xe0000];
const character = (random, from) => String.fromCodePoint(from + upTo(random, 0x60));

/**
 * A URL up to its path, or the domain of an address. Which international hosts are valid depends on the platform's tables
 * (tests/suites/differences.json): some accept a label of Latin and Arabic letters.
 */
const HOST = /^https?:\/\/[^/]*|(?<=@).*$/i;

/** A text of a few characters, or the given one with some of its characters changed. */
function text(random, given) {
  if (typeof given !== "string" || random() < 0.2)
    return Array.from({ length: upTo(random, 12) }, () => character(random, pick(BLOCKS, random))).join("");
  const units = given.split("");
  for (let changes = 1 + upTo(random, 3); changes > 0; changes--) {
    const at = upTo(random, units.length + 1);
    const host = HOST.exec(units.join(""));
    const isInHost = host !== null && at >= host.index && at <= host.index + host[0].length;
    const fresh = character(random, isInHost ? 0x20 * upTo(random, 2) : pick(BLOCKS, random));
    units.splice(at, upTo(random, 2), ...(random() < 0.8 ? [fresh] : []));
  }
  return units.join("");
}

/** Oddities with the same content each time they are read. */
export const ODDITIES = {
  undefined: () => undefined,
  null: () => null,
  text: (random, old) => text(random, old),
  "a long text": (random) => pick(["a", "é", "\u{1f600}", "\ud800", "\0"], random).repeat(pick([255, 256, 2_000, 16_500], random)),
  "a number": (random) => pick(NUMBERS, random) * (random() < 0.5 ? 1 : random()),
  "a number that is not finite": (random) => pick([Number.NaN, Infinity, -Infinity], random),
  "a bigint": () => 10n ** 30n,
  "a symbol": (random) => pick([Symbol("x"), Symbol.iterator, Symbol.for("kyclink.KycLinkError")], random),
  "a function": (random) =>
    pick([() => "x", function named() {}, class Named {}, async () => {}, Object.assign(() => {}, { type: "x" })], random),
  "a boxed primitive": (random, old) =>
    pick([Object(old), new String("x"), new elsewhere.String("x"), new Number(1), Object(true), Object(1n)], random),
  "a date": (random) => pick([new Date(0), new Date(Number.NaN), new elsewhere.Date(0)], random),
  "a collection": (random) => pick([new Map([["type", "x"]]), new Set(["x"]), new elsewhere.Map(), new WeakMap()], random),
  "a typed array": (random) =>
    pick(
      [new Uint8Array(3), new elsewhere.Uint8Array(3), new Float64Array(1), new BigInt64Array(1), new DataView(new ArrayBuffer(1))],
      random,
    ),
  "another object of the platform": (random) =>
    pick(
      [/x/g, new Error("x"), new ArrayBuffer(8), new Map(), new URL("https://a.b"), new URLSearchParams("a=b"), globalThis.Math],
      random,
    ),
  "an object with toJSON": (_, old) => ({ toJSON: () => "x", toString: () => "x", valueOf: () => 1, old }),
  "an object without a prototype": (_, old) => Object.assign(Object.create(null), { old }),
  "an iterable": () => ({ *[Symbol.iterator]() {}, length: 1, 0: "x" }),
  arguments: function () {
    // biome-ignore lint/complexity/noArguments: the object itself is the odd value
    return arguments;
  },
  "a proxy": (_, old) => new Proxy(typeof old === "object" && old !== null ? old : [old], {}),
  "a revoked proxy": (random) => revoked(pick([{}, [], () => {}], random)),
  "a proxy that throws": (random) =>
    new Proxy(pick([{ type: "x" }, ["x"], new Date(0)], random), {
      [pick(["get", "ownKeys", "getOwnPropertyDescriptor", "has", "getPrototypeOf"], random)]: throwing,
    }),
  "a proxy that throws always": () => new Proxy({}, new Proxy({}, { get: throwing })),
  "a list whose length lies": (random) => {
    const length = pick(LENGTHS, random);
    return new Proxy(["x"], { get: (target, name) => (name === "length" ? length : target[name]) });
  },
  "a getter that throws": () => Object.defineProperty({}, "type", { get: throwing, enumerable: true }),
  "a getter of a list that throws": () => Object.defineProperty(["x"], 1, { get: throwing, enumerable: true }),
  "members with symbols": () => ({ [Symbol.toPrimitive]: throwing, [Symbol.toStringTag]: "x", type: "individual" }),
  "a member with an odd name": (random, old) =>
    Object.fromEntries([
      [pick(NAMES, random), old],
      ["type", "x"],
      [pick(NAMES, random), 1],
    ]),
  "many members": (random) => members(pick([3, 30, 300], random)),
  "a list with holes": (random) =>
    pick([Array(pick([0, 3, 40, 257], random)), Object.assign(Array(2), { 1: "x" }), Object.assign(Array(3), { type: "x" })], random),
  "a list of many items": (random, old) => Array(pick([1, 20, 255, 256, 257], random)).fill(pick([old, "USD", null, {}, []], random)),
  "a list of another realm": (_, old) => elsewhere.Array.of(old, "x"),
  "a list in a list": (_, old) => [[old]],
  "deep nesting": (random, old) => {
    let value = old;
    for (let depth = 58 + upTo(random, 10); depth > 0; depth--) value = random() < 0.5 ? [value] : { inner: value };
    return value;
  },
  "the input itself": (_, _old, input) => input,
  "a list of the input itself": (_, _old, input) => [input],
  "a list in itself": () => {
    const list = ["x"];
    list.push(list);
    return list;
  },
};

/** Oddities without JSON to compare: larger than the limits, or with another content each time they are read. */
export const WITHOUT_JSON = {
  "a list of 10^6 items": () => Array(1_000_000),
  "more members than cross": () => members(100_001),
  "a list with 2^20 parts in it": () => {
    let value = "x";
    for (let depth = 0; depth < 20; depth++) value = [value, value];
    return value;
  },
  "a text of 34 million characters": () => "a".repeat(34_000_000),
  "a getter that changes": (random, old) =>
    changing(random, old, (get) => Object.defineProperty({ type: "x" }, "type", { get, enumerable: true })),
  "a proxy that changes": (random, old) => changing(random, old, (get) => new Proxy({ type: "x", state: "x", country: "US" }, { get })),
};

function changing(random, old, make) {
  const values = [old, "individual", "XX", null, {}, [], 1, "\ud800"];
  return make(() => pick(values, random));
}

/** What the command line prints of what comes from outside: no terminal interprets it, and it is cut. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { inside, receiving, run, serving } from "../../helpers/cli/run.mjs";
import { esm, scratch } from "../../helpers/install/index.mjs";

const { printable } = await inside("terminal.js");
const folder = scratch();
const fileOf = (content) => {
  const path = join(folder, "input.json");
  writeFileSync(path, content);
  return path;
};
/**
 * Escape sequences, a title, controls of one byte and C1, a carriage return, reordering, invisible characters, lone
 * surrogates.
 */
const HOSTILE = [
  ...["\x1b[31m", "\x1b]0;title\x07", "\b\b", "\x7f", "\u009b2J", "\r", "\n"],
  ...["\u202e", "\u200b", "\u2028", "\ufeff", "\u{e0041}"],
];
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Fails for output that a terminal would interpret, line ends aside. */
function assertPrintable(output) {
  for (const line of output.split("\n")) assert.doesNotMatch(line, UNPRINTABLE, JSON.stringify(line));
}

describe("validate", () => {
  test("names in a file are escaped, in the table and in JSON", async (t) => {
    const fields = HOSTILE.map((hostile) => [`x${hostile}y`, 1]);
    const input = JSON.stringify({
      ...Object.fromEntries(fields),
      address: Object.fromEntries(fields),
      currencies: fields.map((field) => Object.fromEntries([field])),
    });
    const table = await run(t, ["validate", "grid.onboard", fileOf(input)]);
    assert.equal(table.code, 1);
    assertPrintable(table.out);
    for (const hostile of HOSTILE) {
      const unit = hostile.charCodeAt([...hostile].findIndex((char) => UNPRINTABLE.test(char))).toString(16);
      assert.ok(table.out.includes(`x\\u${unit.padStart(4, "0")}`), `${unit}\n${table.out}`);
    }
    const json = await run(t, ["validate", "grid.onboard", fileOf(input), "--json"]);
    assertPrintable(json.out);
    const { validate } = await esm();
    const { ok, issues, warnings } = validate("grid.onboard", JSON.parse(input));
    const printed = JSON.parse(json.out);
    const rest = ({ path: _, pointer: __, ...others }) => others;
    assert.deepEqual(
      [printed.ok, ...printed.issues.map(rest), ...printed.warnings.map(rest)],
      JSON.parse(JSON.stringify([ok, ...issues.map(rest), ...warnings.map(rest)])),
      "the same issues, at names that can be printed",
    );
  });

  test("names of unknown fields are cut, those of fields are not", async (t) => {
    const names = { "jane.smith@example.com": 1, "a/b/c/d/e/f/g": 1, "~/": 1, [`n${"o".repeat(5000)}`]: 1, ["😀".repeat(40)]: 1, short: 1 };
    const input = { ...names, address: { "Wackerstrasse 233, Chicago": 1 } };
    const { out } = await run(t, ["validate", "spherepay.onboard", fileOf(JSON.stringify(input))]);
    assert.doesNotMatch(out, /jane\.smith|o{20}|233|Chicago/);
    assert.ok(out.includes("/jane.smi…"), out);
    assert.match(out, /\/short /);
    assert.match(out, /\/address\/country /);
    assert.ok(out.includes(`/${"😀".repeat(8)}…`), "no half of a character is left");
    for (const line of out.split("\n")) assert.ok(line.length < 200, line);
    const json = await run(t, ["validate", "spherepay.onboard", fileOf(JSON.stringify(input)), "--json"]);
    assert.doesNotMatch(json.out, /jane\.smith|o{20}|233|Chicago/);
    const { issues, warnings } = JSON.parse(json.out);
    const places = [...issues, ...warnings].map(({ path, pointer }) => JSON.stringify([pointer, path]));
    for (const place of [
      ...["jane.smi…", "nooooooo…", `${"😀".repeat(8)}…`, "short"].map((name) => [`/${name}`, [name]]),
      ["/a~1b~1c~1d~1…", ["a/b/c/d/…"]],
      ["/~0~1", ["~/"]],
      ["/address/Wackerst…", ["address", "Wackerst…"]],
      ["/address/country", ["address", "country"]],
    ])
      assert.ok(places.includes(JSON.stringify(place)), `${JSON.stringify(place)} ${json.out}`);
  });

  test("names in an object that takes any are cut in issues, too", async (t) => {
    const meta = { "jane.smith@example.com": {}, "Wacker Street 233": {}, [`n${"o".repeat(5000)}`]: {}, plan: {} };
    const path = fileOf(JSON.stringify({ type: "individual", meta }));
    for (const flags of [[], ["--json"]]) {
      const { out } = await run(t, ["validate", "spherepay.createCustomer", path, ...flags]);
      assert.doesNotMatch(out, /smith|Street|o{60}/);
      for (const shown of ["/meta/jane.smi…", "/meta/Wacker S…", "/meta/plan"]) assert.ok(out.includes(shown), `${shown} ${out}`);
    }
  });
});

describe("what comes from outside", () => {
  for (const [text, expected] of [
    ["", ""],
    ["abc", "abc"],
    ["abcd", "abc…"],
    ["😀😀😀", "😀😀😀"],
    ["😀😀😀😀", "😀😀😀…"],
    ["a\x07b", "a\\u0007b"],
    ["\x1b\x1b\x1b\x1b", "\\u001b\\u001b\\u001b…"],
    ["\u{e0041}", "\\udb40\\udc41"],
    ["a\ud83d", "a\\ud83d"],
    ["\udc00b", "\\udc00b"],
  ])
    test(`${JSON.stringify(text)} in three characters is ${JSON.stringify(expected)}`, () => assert.equal(printable(text, 3), expected));
});

describe("messages", () => {
  test("arguments and the names of files are escaped and cut", async (t) => {
    const all = HOSTILE.join("");
    for (const hostile of [all, "x".repeat(5000)]) {
      for (const args of [
        [hostile],
        ["validate", hostile, "x.json"],
        ["validate", "grid.onboard", join(folder, hostile)],
        ["demo", `--${hostile}`],
        ["trigger", "--port", hostile, "x"],
      ]) {
        const { code, err } = await run(t, args);
        assert.notEqual(code, 0);
        assert.match(err, /^kyclink: .*\n$/s);
        assertPrintable(err.slice(0, -1).replaceAll("\n", "\0"));
        assert.ok(err.length < 2000, `${err.length}`);
      }
    }
    const file = join(folder, "\x1b[31m.json");
    writeFileSync(file, "no JSON");
    assertPrintable((await run(t, ["validate", "grid.onboard", file])).err.trimEnd());
  });

  test("a message of what listens on the port of the sandbox is escaped and cut", async (t) => {
    const message = HOSTILE.join("") + "x".repeat(5000);
    const { port } = await receiving(t, () => Response.json({ message }, { status: 422 }));
    const { code, err } = await run(t, ["trigger", "kyc_approved", "--port", String(port)]);
    assert.equal(code, 1);
    assertPrintable(err.slice(0, -1).replaceAll("\n", "\0"));
    assert.ok(err.length < 2000, `${err.length}`);
  });
});

test("the sandbox prints paths of requests escaped and cut", async (t) => {
  const { until, stop, out } = await serving(t, ["sandbox", "--port", "0"]);
  const base = (await until(/SPHEREPAY_BASE_URL=.*/)).split("=")[1];
  for (const [path, pattern] of [
    ["/v2/\u009b2J\u202e", /spherepay GET .*\n/],
    [`/v2/${"x".repeat(5000)}`, /spherepay GET .*xxx.*\n/],
  ]) {
    await fetch(base + path);
    await until(pattern);
  }
  for (const line of out()
    .split("\n")
    .filter((line) => line.startsWith("spherepay GET"))) {
    assertPrintable(line);
    assert.ok(line.length < 300, line);
  }
  assert.equal(await stop(), 0);
});

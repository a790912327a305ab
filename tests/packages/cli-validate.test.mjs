/** What the command line prints of what comes from outside: no terminal interprets it, and it is cut. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { esm, project, scratch } from "./install/index.mjs";

const COMMAND = join(project, "node_modules/.bin/kyclink");
/** Escape sequences, a title, controls of one byte and C1, a carriage return, reordering, invisible characters, lone surrogates. */
const HOSTILE = [
  "\x1b[31m",
  "\x1b]0;title\x07",
  "\b\b",
  "\x7f",
  "\u009b2J",
  "\r",
  "\n",
  "\u202e",
  "\u200b",
  "\u2028",
  "\ufeff",
  "\u{e0041}",
];
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function start(args, input) {
  const child = spawn(COMMAND, args, { env: { PATH: process.env.PATH }, stdio: "pipe" });
  child.stdin.end(input);
  return child;
}

async function run(args, input) {
  const child = start(args, input);
  const [out, err] = [child.stdout, child.stderr].map(async (stream) => (await stream.setEncoding("utf8").toArray()).join(""));
  const [code] = await once(child, "close");
  return { code, out: await out, err: await err };
}

/** Fails for output that a terminal would interpret, line ends aside. */
function assertPrintable(output) {
  for (const line of output.split("\n")) assert.doesNotMatch(line, UNPRINTABLE, JSON.stringify(line));
}

describe("validate", () => {
  test("names in a file are escaped, in the table and in JSON", async () => {
    const fields = HOSTILE.map((hostile) => [`x${hostile}y`, 1]);
    const input = JSON.stringify({
      ...Object.fromEntries(fields),
      address: Object.fromEntries(fields),
      currencies: fields.map((field) => Object.fromEntries([field])),
    });
    const table = await run(["validate", "grid.onboard", "-"], input);
    assert.equal(table.code, 1);
    assertPrintable(table.out);
    for (const hostile of HOSTILE) {
      const unit = hostile.charCodeAt([...hostile].findIndex((char) => UNPRINTABLE.test(char))).toString(16);
      assert.ok(table.out.includes(`x\\u${unit.padStart(4, "0")}`), `${unit}\n${table.out}`);
    }
    const json = await run(["validate", "grid.onboard", "-", "--json"], input);
    assertPrintable(json.out);
    const { validate } = await esm();
    const { ok, issues, warnings } = validate("grid.onboard", JSON.parse(input));
    assert.deepEqual(JSON.parse(json.out), JSON.parse(JSON.stringify({ ok, issues, warnings })), "it is the same JSON");
  });

  test("names of unknown fields are cut, those of fields are not", async () => {
    const names = { "jane.smith@example.com": 1, [`n${"o".repeat(5000)}`]: 1, ["😀".repeat(40)]: 1, short: 1 };
    const { out } = await run(
      ["validate", "spherepay.onboard", "-"],
      JSON.stringify({ ...names, address: { "Wackerstrasse 233, Chicago": 1 } }),
    );
    assert.doesNotMatch(out, /jane\.smith|o{20}|233|Chicago/);
    assert.ok(out.includes("/jane.smi…"), out);
    assert.match(out, /\/short /);
    assert.match(out, /\/address\/country /);
    assert.ok(out.includes(`/${"😀".repeat(8)}…`), "no half of a character is left");
    for (const line of out.split("\n")) assert.ok(line.length < 200, line);
  });

  test("the longest name of a field is shown whole", async () => {
    const { operations, schema } = await esm();
    const properties = (node) =>
      typeof node !== "object" || node === null
        ? []
        : [...Object.keys(node.properties ?? {}), ...Object.values(node).flatMap((child) => properties(child))];
    const names = operations().flatMap((name) => properties(schema(name)["~standard"].jsonSchema.input({ target: "draft-2020-12" })));
    assert.ok(names.length > 20);
    assert.ok(Math.max(...names.map((name) => name.length)) <= 40);
  });
});

describe("messages", () => {
  test("arguments and the names of files are escaped and cut", async () => {
    const folder = scratch();
    const all = HOSTILE.join("");
    for (const hostile of [all, "x".repeat(5000)]) {
      for (const args of [
        [hostile],
        ["validate", hostile, "-"],
        ["validate", "grid.onboard", join(folder, hostile)],
        ["demo", `--${hostile}`],
        ["trigger", "--port", hostile, "x"],
      ]) {
        const { code, err } = await run(args, "{}");
        assert.notEqual(code, 0);
        assert.match(err, /^kyclink: .*\n$/s);
        assertPrintable(err.slice(0, -1).replaceAll("\n", "\0"));
        assert.ok(err.length < 2000, `${err.length}`);
      }
    }
    const file = join(folder, "\x1b[31m.json");
    writeFileSync(file, "no JSON");
    assertPrintable((await run(["validate", "grid.onboard", file])).err.trimEnd());
  });

  test("a message of what listens on the port of the sandbox is escaped and cut", async (t) => {
    const server = createServer((_, response) =>
      response.writeHead(422).end(JSON.stringify({ message: HOSTILE.join("") + "x".repeat(5000) })),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    t.after(() => server.close());
    const { code, err } = await run(["trigger", "kyc_approved", "--port", String(server.address().port)]);
    assert.equal(code, 1);
    assertPrintable(err.slice(0, -1).replaceAll("\n", "\0"));
    assert.ok(err.length < 2000, `${err.length}`);
  });
});

test("the sandbox prints paths of requests escaped and cut", async (t) => {
  const child = start(["sandbox", "--port", "0"]);
  t.after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let base;
  while (base === undefined) base = /^SPHEREPAY_BASE_URL=(.*)$/.exec((await lines.next()).value)?.[1];
  const nextOf = async (start) => {
    for (;;) {
      const { value } = await lines.next();
      if (value.startsWith(start)) return value;
    }
  };
  for (const path of ["/v2/\u009b2J\u202e", `/v2/${"x".repeat(5000)}`]) {
    await fetch(base + path);
    const line = await nextOf("spherepay GET");
    assertPrintable(line);
    assert.ok(line.length < 300, line);
  }
});

/**
 * Links in a project that somebody else has made: `init` and `sandbox` write through none, also not through one that is
 * made while they run.
 */

import assert from "node:assert/strict";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { makeProject } from "../../helpers/cli/project.mjs";
import { inside, runIn } from "../../helpers/cli/run.mjs";
import { scratch } from "../../helpers/install/index.mjs";

const { appendOwn, LinkError, readOwn, replaceOwn } = await inside("files.js");

const OWN = "a file of the user's own\n";
const CACHE = "node_modules/.cache/kyclink/sandbox.json";

/** A file elsewhere to which a link may lead, or the path of one that does not exist. */
function elsewhere(exists = true) {
  const path = join(scratch(), "own");
  if (exists) writeFileSync(path, OWN);
  return path;
}

function assertUntouched(path, exists = true) {
  assert.equal(existsSync(path) ? readFileSync(path, "utf8") : undefined, exists ? OWN : undefined);
}

for (const exists of [true, false]) {
  test(`init writes through no link to a file that ${exists ? "exists" : "does not exist"}, and nothing else`, async (t) => {
    for (const name of ["kyc.mjs", ".env", CACHE]) {
      const folder = makeProject();
      mkdirSync(join(folder, CACHE, ".."), { recursive: true });
      const target = elsewhere(exists);
      symlinkSync(target, join(folder, name));
      const before = readdirSync(folder);
      const { code, err } = await runIn(t, folder, "init");
      assert.equal(code, 1);
      const advice = name === "kyc.mjs" ? "exists already" : "is a link, which is not followed";
      assert.match(err, new RegExp(`^kyclink: ${name}:? ${advice}, so nothing was written(: put a file in its place, or remove it)?\n$`));
      assertUntouched(target, exists);
      assert.deepEqual(readdirSync(folder), before, "nothing else was written");
    }
  });

  test(`sandbox writes its keys through no link to a file that ${exists ? "exists" : "does not exist"}`, async (t) => {
    for (const name of [".kyclink-sandbox.json", CACHE])
      for (const args of [[], ["--fresh"]]) {
        const folder = name === CACHE ? makeProject() : scratch();
        if (name === CACHE) mkdirSync(join(folder, CACHE, ".."), { recursive: true });
        const target = elsewhere(exists);
        symlinkSync(target, join(folder, name));
        // A sandbox that starts would run until then.
        const stop = setTimeout(() => process.emit("SIGINT"), 5_000);
        const { code, out, err } = await runIn(t, folder, "sandbox", "--port", "0", ...args);
        clearTimeout(stop);
        assert.deepEqual([code, out], [1, ""]);
        const advice = "so nothing was written: put a file in its place, or remove it";
        assert.equal(err, `kyclink: ${name} is a link, which is not followed, ${advice}\n`);
        assertUntouched(target, exists);
      }
  });
}

test("a folder may be a link, as node_modules often is", async (t) => {
  const [folder, modules] = [scratch(), scratch()];
  symlinkSync(modules, join(folder, "node_modules"));
  assert.equal((await runIn(t, folder, "init")).code, 0);
  assert.equal(statSync(join(modules, ".cache/kyclink/sandbox.json")).mode & 0o777, 0o600);
});

describe("a link that is made while a command runs", () => {
  /** Makes a link when the program next needs a random id: after its checks, before it writes. */
  const planting = (t, path, target, id = "0") =>
    t.mock.method(crypto, "randomUUID", () => {
      if (!lstatSync(path, { throwIfNoEntry: false })) symlinkSync(target, path);
      return id.padEnd(36, "0");
    });

  test("init: in the place of the variables", async (t) => {
    for (const [platform, name] of [
      ["node", ".env"],
      ["workers", ".dev.vars"],
      ["next", ".env.local"],
    ]) {
      const [folder, target] = [makeProject(), elsewhere()];
      planting(t, join(folder, name), target, crypto.randomUUID());
      const { code, err } = await runIn(t, folder, "init", "--platform", platform);
      assert.deepEqual([code, err.startsWith(`kyclink: ${name} is a link`)], [1, true], err);
      assertUntouched(target);
      assert.deepEqual(readdirSync(folder).sort(), [name, "node_modules"], "what was written is gone, with its folders");
    }
  });

  test("in the place of the keys: it is replaced, and not followed", async (t) => {
    const [path, target] = [join(scratch(), "keys"), elsewhere()];
    planting(t, path, target);
    await replaceOwn(path, "ours");
    assertUntouched(target);
    assert.deepEqual([lstatSync(path).isFile(), readFileSync(path, "utf8")], [true, "ours"]);
  });

  test("in the place of the new file: it is not followed", async (t) => {
    const [path, target] = [join(scratch(), "keys"), elsewhere()];
    t.mock.method(crypto, "randomUUID", () => "known");
    symlinkSync(target, `${path}.known`);
    await assert.rejects(replaceOwn(path, "ours"), { code: "EEXIST" });
    assertUntouched(target);
    assert.ok(!existsSync(path));
  });
});

test("a file is replaced as a whole, and is for its owner only", async () => {
  const path = join(scratch(), "keys");
  for (const text of ["first", "second"]) {
    await replaceOwn(path, text);
    assert.deepEqual([readFileSync(path, "utf8"), statSync(path).mode & 0o777], [text, 0o600]);
    assert.deepEqual(readdirSync(join(path, "..")), ["keys"]);
  }
  mkdirSync(`${path}-folder`);
  await assert.rejects(replaceOwn(`${path}-folder`, "third"));
  assert.deepEqual(readdirSync(join(path, "..")).sort(), ["keys", "keys-folder"], "no new file is left");
});

test("a file of the user's is read and appended to as it is, and one that is missing is made", async () => {
  const path = join(scratch(), ".env");
  assert.equal(await readOwn(path), undefined);
  await appendOwn(path, "A=1\n");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  writeFileSync(path, OWN);
  await appendOwn(path, "B=2\n");
  assert.equal(await readOwn(path), `${OWN}B=2\n`);
  const link = `${path}-link`;
  symlinkSync(path, link);
  for (const write of [() => readOwn(link), () => appendOwn(link, "C=3\n"), () => replaceOwn(link, "")])
    await assert.rejects(write, LinkError);
  assert.equal(await readOwn(path), `${OWN}B=2\n`);
});

/** Phone numbers beside libphonenumber's: the calling code twice, or after another prefix than `+`. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { subpath } from "../helpers/install/index.mjs";
import { rowsOf } from "../helpers/names/tables.mjs";

const { countries, phoneInput, validate } = await subpath("form");

/** What a form reads, and whether it warns of it. */
function read(phone, country) {
  const input = { type: "individual", email: "jane@example.com", phone };
  const { ok, value, issues = [], warnings } = validate("grid.onboard", input, { normalize: true, phoneCountry: country });
  assert.deepEqual([ok, issues.map(({ path }) => path.join())], ok ? [true, []] : [false, ["phone"]]);
  return { number: value?.phone, isNoted: !ok || warnings.some(({ path }) => path[0] === "phone") };
}

const SPELLINGS = {
  prefix: (prefix, code, number) => `${prefix || "0"}${code} ${number}`,
  "00": (_, code, number) => `00${code} ${number}`,
  "+00": (_, code, number) => `+00 ${code} ${number}`,
  twice: (_, code, number) => `+${code} ${code} ${number}`,
  "twice after 00": (_, code, number) => `00${code} ${code} ${number}`,
  "twice without +": (_, code, number) => `${code} ${code} ${number}`,
  "00 after it": (_, code, number) => `+${code} 00 ${number}`,
};

const known = new Set(countries().map(({ alpha2 }) => alpha2));
const examples = rowsOf("../tests/vectors/data/phone-examples").filter(
  ({ region, kind }) => known.has(region) && ["fixed_line", "mobile"].includes(kind),
);

for (const [spelling, write] of Object.entries(SPELLINGS)) {
  test(`${spelling}: without a warning, a number is right wherever libphonenumber's is`, () => {
    const silent = [];
    for (const { region, number } of examples) {
      const { callingCode, nationalPrefix } = phoneInput(region);
      const text = write(nationalPrefix, callingCode, number.slice(1 + callingCode.length));
      const { number: ours, isNoted } = read(text, region);
      if (ours === number || isNoted) continue;
      silent.push(region);
      const theirs = parsePhoneNumberFromString(text, region);
      assert.deepEqual([theirs.number, theirs.isValid()], [ours, true], `${text} in ${region}`);
    }
    // The area code of Lund is Sweden's calling code.
    assert.deepEqual(silent, spelling.includes("00") && !spelling.startsWith("twice") ? [] : ["SE"]);
  });
}

test("every region has a fixed line and a mobile phone", () => assert.equal(examples.length, 484));

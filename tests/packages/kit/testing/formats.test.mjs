/** The formats of the sandbox's schemas: what is of each one, and what is only like it. */

import assert from "node:assert/strict";
import test from "node:test";
import { iso31661 } from "iso-3166";
import { internal } from "../../helpers/install/index.mjs";

const { FORMATS } = await internal("kit/testing/formats.js");
const { hasJsonType } = await internal("kit/testing/request.js");

const label = (length) => "a".repeat(length);
const words = (text) => text.trim().split(/\s+/);

/** Texts of each format, and texts that are only like it; those without spaces are words. */
const CASES = {
  email: {
    good: words(`
      jane@example.com Jane.Smith+kyc@Example.COM j@example 0!#$%&'*+/=?^_\`{|}~-@example.com a.b.c@a-b.example jane@9.example
      jane@${label(63)}.com`),
    bad: [
      ...words(`
        jane @example.com jane@ jane@@example.com a@b@example.com jane@example..com jane@.com jane@example.com. .jane@example.com
        jane.@example.com a..b@example.com "jane"@example.com jane@exam_ple.com jane@-example.com jane@example-.com jane@a.-.com
        jane@${label(64)}.com jané@example.com jane@exämple.com jane,b@example.com jane@example.com,b@example.com
        jane(b)@example.com jane@[192.0.2.1]`),
      ...["", "jane smith@example.com", "jane@example.com\n"],
    ],
  },
  date: {
    good: words("2026-03-01 2024-02-29 2000-02-29 1900-01-31 0001-01-01 0099-12-31 0004-02-29 9999-12-31 2026-04-30"),
    bad: [
      ...words(`
        2026-3-1 2026-03 20260301 01-03-2026 2026/03/01 2026-03-01T00:00:00Z 2026-02-29 1900-02-29 0001-02-29 2026-04-31 2026-00-01
        2026-13-01 2026-01-00 2026-01-32 12026-03-01`),
      ...["", " 2026-03-01", "2026-03-01\n"],
    ],
  },
  "date-time": {
    good: words(`
      2026-03-01T10:00:00Z 2026-03-01t10:00:00z 2026-03-01T10:00:00.1Z 2026-03-01T10:00:00.123456789Z 2016-12-31T23:59:60Z
      2026-03-01T00:00:00+00:00 2026-03-01T00:00:00-23:59 2026-03-01T00:00:00.5+23:59`),
    bad: [
      ...words(`
        2026-03-01 2026-03-01T10:00:00 2026-03-01T10:00Z 2026-03-01T10:00:00.Z 10:00:00Z 2026-02-29T10:00:00Z 2026-03-01T24:00:00Z
        2026-03-01T10:60:00Z 2026-03-01T10:00:61Z 2026-03-01T23:59:60Z 2026-03-01T10:00:00+24:00 2026-03-01T10:00:00+01:60 2026-03-01T10:00:00+0100
        2026-03-01T10:00:00+01 x2026-03-01T10:00:00Z`),
      ...["", "2026-03-01 10:00:00Z", "2026-03-01T10:00:00Z\n"],
    ],
  },
  url: {
    good: words(`
      https://app.example.com https://app.example.com/done?a=1#b HTTPS://APP.EXAMPLE.COM https://app.example.com:8443/ https://localhost/
      http://localhost http://localhost:3000/done http://app.localhost/ http://127.0.0.1:8787/ http://127.1.2.3/ http://[::1]:3000/
      HTTP://LOCALHOST/`),
    bad: [
      ...words(`
        app.example.com /done //app.example.com https:app.example.com https:/app.example.com https:///app.example.com https://
        https://\\app.example.com ftp://localhost/ app://done javascript:alert(1) http://app.example.com/
        http://localhost.example.com/ http://notlocalhost/ http://127.0.0.1.example/ http://10.0.0.1/ http://[::2]/
        https://jane@app.example.com/ https://:secret@app.example.com/ https://app.example.com:99999/
        http://jane:secret@localhost/ xhttps://app.example.com`),
      ...["", "https:// app.example.com", " https://app.example.com", "https://a b.example/"],
    ],
  },
  "iso3166-1-alpha-2": {
    good: iso31661.map(({ alpha2 }) => alpha2),
    bad: ["", "us", "USA", "UK", "EU", "XK", "AN", "ZZ", " US", ...iso31661.map(({ alpha3 }) => alpha3)],
  },
  "iso3166-1-alpha-3": {
    good: iso31661.map(({ alpha3 }) => alpha3),
    bad: ["", "usa", "US", "XKX", "EUE", "ANT", "ZZZ", ...iso31661.map(({ alpha2 }) => alpha2)],
  },
};

test("each format has cases", () => assert.deepEqual(Object.keys(FORMATS).sort(), Object.keys(CASES).sort()));

for (const [format, { good, bad }] of Object.entries(CASES)) {
  test(format, () => {
    for (const text of good) assert.equal(FORMATS[format](text), true, JSON.stringify(text));
    for (const text of bad) assert.equal(FORMATS[format](text), false, JSON.stringify(text));
  });
}

test("the content type of JSON, with its charset or without", () => {
  const isJson = (type) => hasJsonType(new Headers(type === undefined ? {} : { "content-type": type }));
  for (const type of ["application/json", "Application/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"'])
    assert.equal(isJson(type), true, type);
  const others = ["", "text/plain", "text/json", "application/jsonp", "application/json, text/plain", "x-application/json"];
  for (const type of [undefined, ...others, "application/json; charset=latin1", "application/json; a=b"])
    assert.equal(isJson(type), false, type);
});

/**
 * The examples of docs/apps.md, as far as a machine without phones can check them: apps-sdk.test.mjs runs those of React
 * Native. Those of iOS and Android are compared with them, and with what `presentation` says.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { blocks } from "../helpers/docs/markdown.mjs";
import { esm } from "../helpers/install/index.mjs";

const { presentation } = await esm();

const PAGE = "docs/apps.md";
const native = blocks(PAGE).filter(({ language }) => language === "swift" || language === "kotlin");
const { code: program } = blocks(PAGE).find(({ code }) => code.startsWith("// hosted-page.mjs"));
const [, RETURN] = /const RETURN = "([^"]+)"/.exec(program);

describe("the URL that brings the person back", () => {
  const isReturn = new Function(`${/const RETURN.*?;/.exec(program)[0]}\n${/const isReturn.*?;/s.exec(program)[0]}\nreturn isReturn;`)();

  test("is told from every other one", () => {
    for (const url of [RETURN, `${RETURN}?inquiry-id=inq_x&status=completed`, `${RETURN}#x`, `${RETURN}?`])
      assert.equal(isReturn(url), true, url);
    for (const url of [
      "https://app.example.com.evil.example/kyc/done",
      "https://app.example.com@evil.example/kyc/done",
      "https://evil.example/?https://app.example.com/kyc/done",
      "https://evil.example/https://app.example.com/kyc/done",
      `${RETURN}/../other`,
      `${RETURN}2`,
      `${RETURN}@evil.example`,
      RETURN.replace("https:", "http:"),
      RETURN.replace("https:", "app:"),
      RETURN.toUpperCase(),
      RETURN.slice(0, -1),
      `\n${RETURN}`,
      "",
    ])
      assert.equal(isReturn(url), false, JSON.stringify(url));
  });
});

describe("iOS and Android", () => {
  const { host, pathname } = new URL(RETURN);
  const link = { provider: "bridge", kycUrl: "https://bridge.withpersona.com/verify?reference-id=x" };
  const { headers } = presentation(link, { origin: new URL(RETURN).origin });
  const hosted = headers["content-security-policy"]["frame-src"].map((origin) => new URL(origin).host);

  test("the host that a web view gives the camera to is the one of Bridge's check", () =>
    assert.ok(readFileSync(new URL(`../../../${PAGE}`, import.meta.url), "utf8").includes(`\`${hosted}\``)));

  for (const { language, code } of native) {
    const [, name] = /^\/\/ (\S+)\n/.exec(code);

    test(`${name}: opens https only, and comes back to the same URL`, () => {
      assert.match(code, /scheme [!=]= "https"/);
      assert.deepEqual(
        [...code.matchAll(/"([\w-]+(?:\.[\w-]+)+)"/g)].map(([, text]) => text),
        [host],
      );
      assert.deepEqual(
        [...code.matchAll(/"(\/[^"]*)"/g)].map(([, text]) => text),
        [pathname],
      );
    });

    test(`${name}: reads no query, and logs nothing`, () => {
      assert.doesNotMatch(code, /query|fragment|getQueryParameter|absoluteString|print\(|NSLog|\bLog\./);
      assert.ok(language === "swift" ? code.includes("import ") : /import android/.test(code));
    });
  }
});

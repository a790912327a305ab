/**
 * The examples of docs/apps.md, as far as a machine without phones can check them: docs.test.mjs runs the one of React
 * Native. Those of iOS and Android are compared with it, and with what `presentation` says.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { blocks, programs } from "../helpers/docs/markdown.mjs";
import { esm } from "../helpers/install/index.mjs";

const { presentation } = await esm();

const PAGE = "docs/apps.md";
const native = blocks(PAGE).filter(({ language }) => language === "swift" || language === "kotlin");
const [{ code: program }] = programs(PAGE);
const [, RETURN] = /const RETURN = "([^"]+)"/.exec(program);

describe("the URL that brings the person back", () => {
  const isReturn = new Function(`${/const RETURN.*?;/.exec(program)[0]}\n${/const isReturn.*?;/s.exec(program)[0]}\nreturn isReturn;`)();

  for (const url of [RETURN, `${RETURN}?inquiry-id=inq_x&status=completed`, `${RETURN}#x`, `${RETURN}?`])
    test(`${url} is it`, () => assert.equal(isReturn(url), true));

  const others = [
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
  ];
  for (const url of others) test(`${JSON.stringify(url)} is not`, () => assert.equal(isReturn(url), false));
});

describe("iOS and Android", () => {
  const { host, pathname } = new URL(RETURN);
  const link = { provider: "bridge", kycUrl: "https://bridge.withpersona.com/verify?reference-id=x" };
  const { frame, headers } = presentation(link, { origin: new URL(RETURN).origin });

  for (const { language, code } of native) {
    const [, name] = /^\/\/ (\S+)\n/.exec(code);

    test(`${name}: opens https only, comes back to the same URL, and gives the camera to the hosted page only`, () => {
      assert.match(code, /scheme [!=]= "https"/);
      const hosts = [...code.matchAll(/"([\w-]+(?:\.[\w-]+)+)"/g)].map(([, text]) => text);
      const hosted = headers["content-security-policy"]["frame-src"].map((origin) => new URL(origin).host);
      for (const each of hosts) assert.ok([host, ...hosted].includes(each), each);
      const paths = [...code.matchAll(/"(\/[^"]*)"/g)].map(([, text]) => text);
      assert.ok(paths.every((path) => path === pathname));
      // The web view of Android uses the function of the other file.
      assert.ok(paths.length === 1 || /isReturn\(request\.url\)/.test(code));
      const grants = [...code.matchAll(/\.prompt|\.grant\b|request\.grant\(/g)];
      assert.equal(grants.length, name.startsWith("HostedWebView") ? 1 : 0);
      if (grants.length > 0) assert.deepEqual([frame.allow, /isHosted && /.test(code), /\.deny/.test(code)], ["camera", true, true]);
    });

    test(`${name}: reads no query, and logs nothing`, () => {
      assert.doesNotMatch(code, /query|fragment|getQueryParameter|absoluteString|print\(|NSLog|\bLog\./);
      assert.ok(language === "swift" ? code.includes("import ") : /import android/.test(code));
    });
  }
});

/**
 * Which browsers the page takes for that of another app: user agents in the forms in which public code that recognizes apps
 * and browsers has recorded them.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { internal } from "../../helpers/install/index.mjs";

const { isInApp } = await internal("service/page/server/in-app.js");

const KHTML = "(KHTML, like Gecko)";
const WEBKIT = `AppleWebKit/605.1.15 ${KHTML}`;
const IPHONE = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${WEBKIT}`;
const IPAD = `Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${WEBKIT}`;
const MAC = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT}`;
const ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9";
const WEBVIEW = `${ANDROID} Build/BP1A; wv) AppleWebKit/537.36 ${KHTML} Version/4.0 Chrome/136.0.7103.61 Mobile Safari/537.36`;
const CHROME = `AppleWebKit/537.36 ${KHTML} Chrome/136.0.0.0`;
/** What Safari ends with: several apps do, too. */
const SAFARI = "Version/18.5 Mobile/15E148 Safari/604.1";

const APPS = {
  "Instagram, iOS": `${IPHONE} Mobile/22F76 Instagram 382.0.0.28.81 (iPhone16,2; iOS 18_5; en_US; en; scale=3.00; 1290x2796; 737433)`,
  "Instagram, Android": `${WEBVIEW} Instagram 382.0.0.49.84 Android (35/15; 420dpi; 1080x2400; Google; Pixel 9)`,
  "Threads, iOS": `${IPHONE} ${SAFARI} Barcelona 380.0.0.25.93 (iPhone16,2; iOS 18_5)`,
  "Facebook, iOS": `${IPHONE} Mobile/22F76 [FBAN/FBIOS;FBAV/515.0.0.50.108;FBBV/740;FBDV/iPhone16,2]`,
  "Facebook, Android": `${WEBVIEW} [FB_IAB/FB4A;FBAV/515.0.0.54.90;]`,
  "Messenger, iOS": `${IPHONE} Mobile/22F76 [FBAN/MessengerForiOS;FBAV/509.0.0;FBDV/iPhone16,2]`,
  "LINE, iOS": `${IPHONE} Mobile/15E148 Safari Line/15.8.0`,
  "LINE, Android": `${WEBVIEW} Line/15.8.0/IAB`,
  "WeChat, iOS": `${IPHONE} Mobile/15E148 MicroMessenger/8.0.60(0x18003c2a) NetType/WIFI Language/en`,
  "WeChat, Android": `${WEBVIEW} MMWEBID/1 MicroMessenger/8.0.60.2860 WeChat/arm64`,
  "TikTok, iOS": `${IPHONE} Mobile/15E148 musical_ly_39.5.0 JsSdk/2.0 NetType/WIFI Channel/App Store BytedanceWebview/d8a21c6`,
  "TikTok, iOS, since 2025": `${IPHONE} ${SAFARI} musical_ly_2023905040 BytedanceWebview/d8a21c6`,
  "TikTok, iOS, in Asia": `${IPHONE} ${SAFARI} trill_390504 BytedanceWebview/d8a21c6`,
  "TikTok, iOS, only its web view": `${IPHONE} ${SAFARI} BytedanceWebview/d8a21c6`,
  "TikTok, Android": `${WEBVIEW} trill_2023905040 JsSdk/1.0 BytedanceWebview/d8a21c6`,
  "Snapchat, iOS": `${IPHONE} ${SAFARI} Snapchat/13.45.0.40 (like Safari/8621.2.5.10.10, panda)`,
  "Snapchat, Android": `${WEBVIEW} Snapchat/13.45.0.46 (Pixel 9; Android 15#13330000#35; gzip; )`,
  "KakaoTalk, iOS": `${IPHONE} ${SAFARI} KAKAOTALK/25.4.2 (INAPP)`,
  "KakaoTalk, iOS, with a blank": `${IPHONE} Mobile/15E148 Safari/604.1 KAKAOTALK 25.4.2`,
  "KakaoTalk, Android": `${WEBVIEW};KAKAOTALK 2510420`,
  "Naver, iOS": `${IPHONE} ${SAFARI} NAVER(inapp; search; 2000; 12.13.3; 15PROMAX)`,
  "Naver, Android": `${WEBVIEW} NAVER(inapp; search; 2000; 12.13.3)`,
  "Daum, iOS": `${IPHONE} ${SAFARI} DaumApps/7.9.0 DaumDevice/mobile`,
  "X, iOS": `${IPHONE} ${SAFARI} Twitter for iPhone/10.98`,
  "X, iPad": `${IPAD} ${SAFARI} Twitter for iPad/10.98`,
  "X, Android": `${ANDROID}) ${CHROME} Mobile Safari/537.36 TwitterAndroid`,
  "Google's app, iOS": `${IPHONE} GSA/370.0.762543316 Mobile/15E148 Safari/604.1`,
  "Google's app, iPad as a Mac": `${MAC} GSA/370.0.762543316 Safari/604.1`,
  "LinkedIn, iOS": `${IPHONE} Mobile/15E148 [LinkedInApp]/9.31.1181`,
  "LinkedIn, iOS, with Safari": `${IPHONE} ${SAFARI} [LinkedInApp]/9.31.1181`,
  "Pinterest, iOS": `${IPHONE} ${SAFARI} [Pinterest/iOS]`,
  "an iPhone's web view": `${IPHONE} Mobile/22F76`,
  "an iPad's web view": `${IPAD} Mobile/22F76`,
  "an iPad's web view that says Macintosh": MAC,
  "an iPad's web view that says Macintosh, of an app with a name": `${MAC} Shop/4.2.0`,
  "an Android web view": WEBVIEW,
  "an Android web view that only one mark tells": `${ANDROID}) ${CHROME} Mobile Safari/537.36 (Linux; wv)`,
};
const BROWSERS = {
  "Safari, iPhone": `${IPHONE} ${SAFARI}`,
  "Safari, iPad": `${IPAD} ${SAFARI}`,
  "Safari, iPad as a Mac, and Mac": `${MAC} Version/18.5 Safari/605.1.15`,
  "Chrome, iPhone": `${IPHONE} CriOS/136.0.7103.91 Mobile/15E148 Safari/604.1`,
  "Chrome, iPad as a Mac": `${MAC} CriOS/136 Version/11.1.1 Safari/605.1.15`,
  "Firefox, iPhone": `${IPHONE} FxiOS/138.2 Mobile/15E148 Safari/605.1.15`,
  "Firefox, iPad as a Mac": `${MAC} FxiOS/138.2 Safari/605.1.15`,
  "Firefox Focus, iPhone": `${IPHONE} FxiOS/138.0 Mobile/15E148 Version/18.5`,
  "Edge, iPhone": `${IPHONE} EdgiOS/136.0.3240.91 ${SAFARI}`,
  "Opera, iPhone": `${IPHONE} ${SAFARI} OPT/5.4.1`,
  "Opera Mini, iPhone": `${IPHONE} OPiOS/16.0.15.124050 Mobile/15E148 Safari/9537.53`,
  "DuckDuckGo, iPhone": `${IPHONE} ${SAFARI} Ddg/18.5`,
  "DuckDuckGo, iPhone, without Safari": `${IPHONE} Mobile/15E148 DuckDuckGo/7`,
  "Brave, iPhone": `${IPHONE} ${SAFARI} Brave/1.78`,
  "Yandex, iPhone": `${IPHONE} Version/18.5 YaBrowser/25.4.5.389.10 SA/3 Mobile/15E148 Safari/604.1`,
  "Whale of Naver, iPhone": `${IPHONE} Whale/3.9.1.6147 Mobile/15E148 Safari/604.1`,
  "QQ Browser, iPhone": `${IPHONE} Version/18.0 MQQBrowser/16.3 Mobile/15E148 Safari/604.1 QBWebViewUA/2`,
  "Chrome, Mac": `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36`,
  "Edge, Mac": `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36 Edg/136.0.0.0`,
  "Opera, Mac": `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36 OPR/119.0.0.0`,
  "Firefox, Mac": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:138.0) Gecko/20100101 Firefox/138.0",
  "Chrome, Windows": `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`,
  "Chrome, Android": `${ANDROID}) ${CHROME} Mobile Safari/537.36`,
  "Samsung Internet": `${ANDROID}) AppleWebKit/537.36 ${KHTML} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  "Edge, Android": `${ANDROID}) ${CHROME} Mobile Safari/537.36 EdgA/136.0.0.0`,
  "Opera, Android": `${ANDROID}) ${CHROME} Mobile Safari/537.36 OPR/89.0.0.0`,
  "Firefox, Android": "Mozilla/5.0 (Android 15; Mobile; rv:138.0) Gecko/138.0 Firefox/138.0",
  "Mi Browser": `${ANDROID}) ${CHROME} Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.30.1`,
  "Huawei Browser": `${ANDROID}) AppleWebKit/537.36 ${KHTML} Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36`,
  "UC Browser": `${ANDROID}) AppleWebKit/537.36 ${KHTML} Version/4.0 Chrome/123.0.6312.80 UCBrowser/13.8.8.1318 Mobile Safari/537.36`,
  "WebKit of GNOME": `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Version/18.0 Safari/605.1.15`,
  "a device whose name ends like a mark": `${ANDROID} LGwv) ${CHROME} Mobile Safari/537.36 OffLine/1.0 AFBAN FBANK XMicroMessenger/1 NoInstagram XGSA/1 NoTikTok2 Xtrill_1`,
  "no browser": "curl/8.5.0",
  "no header": "",
};

const told = (agent) => isInApp(new Request("https://app.example.com/kyc", { headers: { "user-agent": agent } }));

describe("of the user agents", () => {
  for (const [name, agent] of Object.entries(APPS)) test(`${name}: the browser of an app`, () => assert.equal(told(agent), true));
  for (const [name, agent] of Object.entries(BROWSERS)) test(`${name}: no app`, () => assert.equal(told(agent), false));
});

/** What each app writes, of which many write several marks: one is enough beside all that Safari says. */
const MARKS = [
  ...["Instagram 382", "Barcelona 380", "FBAN/FBIOS", "FBAV/515", "FB_IAB/FB4A", "Line/15", "MicroMessenger/8", "musical_ly_39"],
  ...["musical_ly 39", "trill_39", "TikTok 39", "BytedanceWebview/d8", "Snapchat/13", "Snapchat 13", "KAKAOTALK/25", "KAKAOTALK 25"],
  ...["NAVER(inapp; search)", "DaumApps/7", "Twitter for iPhone", "Twitter for iPad", "TwitterAndroid", "GSA/370", "[LinkedInApp]"],
  ...["[Pinterest/iOS]", "[Pinterest/Android]"],
];
/** The names of browsers, of which one is enough where Safari is not named. */
const NAMES = "Safari Chrome CriOS FxiOS EdgiOS OPiOS OPT OPX DuckDuckGo Ddg Brave YaBrowser Focus Klar".split(" ");

test("each mark alone is that of an app, and each name alone that of a browser", () => {
  const alone = MARKS.filter((mark) => !told(`${IPHONE} ${SAFARI} ${mark}`));
  assert.deepEqual(alone, []);
  assert.deepEqual(
    NAMES.filter((name) => told(`${IPHONE} Mobile/22F76 ${name}/1.0`)),
    [],
  );
});

test("a long header of marks that are none takes no time", () => {
  const start = performance.now();
  for (const mark of ["iPhone ", "AppleWebKit", "Twitter for ", "musical_", "(Macintosh) "]) assert.equal(told(mark.repeat(10_000)), false);
  assert.ok(performance.now() - start < 1_000);
});

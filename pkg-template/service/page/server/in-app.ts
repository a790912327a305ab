// Recognizes browsers inside other apps: many of them give web pages no camera, and an identity check needs one.

const APPS = [
  /\bInstagram\b/,
  /\bFB(AN|AV|_IAB)\b/, // Facebook and Messenger
  /\bLine\//,
  /\bMicroMessenger\//, // WeChat
  /; wv\)/, // any Android app with a WebView
];
const IOS = /\b(iPhone|iPad|iPod)\b/;
/** Longer than the header of any app. Limits how much of an untrusted header is read. */
const MAX_LENGTH = 2048;

export function isInApp({ headers }: Request) {
  const agent = (headers.get("user-agent") ?? "").slice(0, MAX_LENGTH);
  // On iOS, browsers name Safari and the web views of apps do not.
  const isIosWebView = IOS.test(agent) && !agent.includes("Safari/");
  return isIosWebView || APPS.some((app) => app.test(agent));
}

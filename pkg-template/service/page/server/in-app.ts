// Recognizes browsers inside other apps: many of them give web pages no camera, and an identity check needs one.

/** What apps write into the header, of which many also name Safari or Chrome. */
const APPS = [
  /\bInstagram\b/,
  /\bBarcelona \d/, // Threads
  /\bFB(AN|AV|_IAB)\b/, // Facebook and Messenger
  /\bLine\//,
  /\bMicroMessenger\//, // WeChat
  /\b(musical_ly|trill|TikTok)(\b|_)|\bBytedanceWebview\//, // TikTok, in every region
  /\bSnapchat[/ ]/,
  /\bKAKAOTALK\b/,
  /\bNAVER\(inapp\b/,
  /\bDaumApps\//,
  /\bTwitter for i(Phone|Pad)\b|\bTwitterAndroid\b/, // X
  /\bGSA\//, // Google's app: Chrome says CriOS
  /\bLinkedInApp\b/,
  /\bPinterest\/(iOS|Android)\b/,
  /; wv\)/, // any Android app with a WebView
];
/** A web view of iOS may say that it runs on a Mac, as the browsers of an iPad do. */
const APPLE = /\b(iPhone|iPad|iPod|Macintosh)\b/;
/** What browsers say there, and a bare web view does not. */
const BROWSER = /\b(Safari|Chrome|CriOS|FxiOS|EdgiOS|OPiOS|OPT|OPX|DuckDuckGo|Ddg|Brave|YaBrowser|Focus|Klar)\//;
/** Longer than the header of any app. Limits how much of an untrusted header is read. */
const MAX_LENGTH = 2048;

export function isInApp({ headers }: Request) {
  const agent = (headers.get("user-agent") ?? "").slice(0, MAX_LENGTH);
  const isBareWebView = APPLE.test(agent) && agent.includes(" AppleWebKit/") && !BROWSER.test(agent);
  return isBareWebView || APPS.some((app) => app.test(agent));
}

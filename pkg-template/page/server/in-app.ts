/** Recognizes browsers inside other apps: many of them give web pages no camera, and an identity check needs one. */

const MARKS = [
  /\bInstagram\b/,
  /\bFB(AN|AV|_IAB)\b/, // Facebook and Messenger
  /\bLine\//,
  /\bMicroMessenger\//, // WeChat
  /; wv\)/, // any Android app with a WebView
  /\b(iPhone|iPad|iPod)\b(?!.*\bSafari\/)/, // any iOS app with a web view: only browsers name Safari
];

export function isInApp({ headers }: Request): boolean {
  const agent = headers.get("user-agent") ?? "";
  return MARKS.some((mark) => mark.test(agent));
}

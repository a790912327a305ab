/**
 * The pages of a hosted link, in place of the identity provider's: plain HTML that works without JavaScript and loads
 * nothing. No page shows personal data. Where there is a script, a button tries the camera, as an identity check does.
 */

import type { Decision, HostedDecision } from "./decisions.ts";
import { base64 } from "./ids.ts";

const STYLE = `
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#fff, #14191f); color: light-dark(#14191f, #f2f4f6); }
main { max-width: 34rem; margin: 8vh auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.2; }
form { display: grid; gap: .75rem; margin-top: 1.5rem; }
button { font: inherit; padding: .6rem 1.2rem; border-radius: .4rem; border: 2px solid light-dark(#1a56a8, #8cc4ea); background: transparent; color: light-dark(#123f7c, #8cc4ea); cursor: pointer; }
button.primary { background: light-dark(#1a56a8, #8cc4ea); color: light-dark(#fff, #0c2233); }
button:focus-visible { outline: 3px solid light-dark(#c77700, #ffb74d); outline-offset: 2px; }
`;

const SCRIPT = `
const { to, messages } = document.querySelector("main").dataset;
const tell = (message) => to !== undefined && parent !== window && parent.postMessage(message, to);
for (const message of JSON.parse(messages ?? "[]")) tell(message);
const [camera, result] = ["camera", "camera-result"].map((id) => document.getElementById(id));
if (camera) camera.hidden = false;
camera?.addEventListener("click", async () => {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    const [track] = stream.getVideoTracks();
    const { width, height } = track.getSettings();
    track.stop();
    result.textContent = "The camera works: " + width + " × " + height + ". No picture was kept.";
  } catch (error) {
    result.textContent = "The camera does not work here: " + error.name + ".";
    tell({ containerId: "sandbox", templateId: "itmpl_sandbox", name: "load-camera-failed" });
  }
});
`;

let hashes: Promise<string[]> | undefined;

/** Returns the hash of a style or a script, for the policy that allows it and no other. */
async function hashOf(text: string) {
  return `'sha256-${base64(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))))}'`;
}

export type HostedView = { status: number; title: string; text: string; buttons?: [value: string, label: string][]; hasCamera?: true };

export const DEAD_LINKS: Record<"unknown" | "expired" | "used", HostedView> = {
  unknown: { status: 404, title: "This link does not exist", text: "Check that the whole address was copied, or ask for a new link." },
  expired: { status: 410, title: "This link has expired", text: "Go back to where you started and ask for a new link." },
  used: {
    status: 410,
    title: "This link has been used",
    text: "A verification link works once. There is nothing left to do here; ask for a new link if you need one.",
  },
};

export const OPEN_LINKS: Record<"kyc" | "tos", HostedView> = {
  kyc: {
    status: 200,
    title: "Identity check (sandbox)",
    text: "This page stands in for the identity provider. Nothing is checked and nothing is stored: choose how the check ends.",
    hasCamera: true,
  },
  tos: {
    status: 200,
    title: "Terms of service (sandbox)",
    text: "This page stands in for the provider's terms of service.",
    buttons: [["approve", "Accept the terms"]],
  },
};

const LABELS: Record<HostedDecision | "expire", string> = {
  approve: "Approve",
  reject: "Reject",
  reject_for_good: "Reject for good",
  hold: "Hold for another look",
  review: "Leave in review",
  needs_terms: "Ask for the terms again",
  needs_contact: "Ask for a contact",
  needs_data: "Ask for missing data",
  needs_document: "Ask for a document",
  needs_questionnaire: "Ask where the money comes from",
  needs_owner: "Ask for the owners",
  needs_other: "Ask for something that no document describes",
  needs_document_later: "Approve, and ask for a document in 30 days",
  expire: "Let this link expire",
};

/** The page of an open check, with the decisions that the provider can take about this customer. */
export function openCheck(decisions: readonly Decision[]): HostedView {
  const choices = [...decisions, "review", "expire"] as const;
  return { ...OPEN_LINKS.kyc, buttons: choices.map((choice) => [choice, LABELS[choice]]) };
}

export const DONE: HostedView = { status: 200, title: "You are done", text: "Your choice was recorded. You can close this page." };

export const NO_CHOICE: HostedView = {
  status: 400,
  title: "That is not a choice of this page",
  text: "Go back and press one of its buttons.",
};

/** @param told what it tells the page that frames it */
export function html({ title, text, buttons = [], hasCamera }: HostedView, told?: { to: string; messages: object[] }) {
  const controls = buttons.map(
    ([value, label], index) => `<button name="decision" value="${value}"${index === 0 ? ' class="primary"' : ""}>${label}</button>`,
  );
  const form = controls.length === 0 ? "" : `\n<form method="post">\n${controls.join("\n")}\n</form>`;
  const camera = hasCamera
    ? `\n<p><button type="button" id="camera" hidden>Try the camera</button></p>\n<p id="camera-result" role="status"></p>`
    : "";
  const script = hasCamera || told ? `\n<script>${SCRIPT}</script>` : "";
  const data = told ? ` data-to="${escapeHtml(told.to)}" data-messages="${escapeHtml(JSON.stringify(told.messages))}"` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main${data}>
<h1>${title}</h1>
<p>${text}</p>${form}${camera}${script}
</main>
</body>
</html>
`;
}

const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/**
 * Returns the headers. The URL is a secret, so it is neither cached nor sent as a referrer.
 *
 * @param page browsers also apply `form-action` to the redirect
 * after a form
 */
export async function securityHeaders({ redirectUri, framedBy }: { redirectUri: string | undefined; framedBy: string }) {
  hashes ??= Promise.all([STYLE, SCRIPT].map(hashOf));
  const [style, script] = await hashes;
  const formAction = ["'self'", ...(redirectUri === undefined ? [] : [new URL(redirectUri).origin])].join(" ");
  const ancestors =
    framedBy === "same_origin" || framedBy === "any" ? "" : `; frame-ancestors ${framedBy === "none" ? "'none'" : framedBy}`;
  return {
    "content-type": "text/html; charset=utf-8",
    ...(framedBy === "same_origin" && { "x-frame-options": "SAMEORIGIN" }),
    "content-security-policy": `default-src 'none'; img-src data:; style-src ${style}; script-src ${script}; form-action ${formAction}; base-uri 'none'${ancestors}`,
    "permissions-policy": "camera=(self)",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}

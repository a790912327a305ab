/** A model of Due's API, written from its documents. */

import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { createModel, json } from "./model.mjs";

export const VECTOR = JSON.parse(readFileSync(new URL("../../../vectors/provider/due-webhook-signature.json", import.meta.url)));
export const API_KEY = "due-key-of-ours-0123456789";
const APP = "https://app.sandbox.due.network";

const pkcs8 = (seed) =>
  createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${seed}`, "hex"), format: "der", type: "pkcs8" });
const [KEY, OTHER_KEY] = [VECTOR.seedHex, "02".repeat(32)].map(pkcs8);

const refuse = (status, error_code) => json({ error_code, message: `about ${API_KEY}`, http_code: status }, status);

/** The rows of the list of accounts: in due.readme.io/docs/creating-customers, and in the OpenAPI fragments. */
export const ROWS = {
  example: ({ id, type, name, email, country, status }) => ({ id, type, name, email, country, status }),
  openapi: (account) => account,
  "openapi, without the type": ({ type, ...account }) => account,
};

/**
 * Creates the API. `accounts` are by id, and `submissions` are those of each: the list has no others than open ones.
 * `rowOf` makes a row of the list of accounts, which is at `listPath`: the documents have it with a slash and without.
 */
export function createApi({ rowOf = ROWS.example, listPath = "/v1/accounts/" } = {}) {
  const api = createModel({ accounts: new Map(), submissions: new Map(), tokens: new Map() }, ({ method, url, headers, body }) => {
    const isKnown = url.origin === "https://api.sandbox.due.network" && headers.get("authorization") === `Bearer ${API_KEY}`;
    const about = headers.get("due-account-id");
    // No other request is about another account than its path says.
    const isOwn = (about === null) === !["/v1/kyc/submissions", "/v1/kyc/session", "/v1/kyc/sessions"].includes(url.pathname);
    return isKnown && isOwn ? carryOut(method, url.pathname, body && JSON.parse(body), about) : refuse(400, "err_signin_jwt_required");
  });

  function carryOut(method, path, body, about) {
    if (method === "GET" && path === listPath) return json([...api.accounts.values()].map(rowOf));
    if (method === "GET" && path === "/v1/kyc/submissions") return json(api.submissions.get(about) ?? []);
    if (method === "POST" && path === "/v1/kyc/session") {
      if (!api.accounts.has(about)) return refuse(404, "err_not_found");
      const accessToken = `_act-sbx-${api.tokens.size + 1}`;
      api.tokens.set(accessToken, about);
      return json({ link: api.accounts.get(about).kyc.link, accessToken });
    }
    // The hosted page of an open submission (docs/hosted-kyc-submission).
    if (method === "POST" && path === "/v1/kyc/sessions") {
      const submission = api.submissions.get(about)?.find((one) => one.id === body.submissionId && one.status === "open");
      return submission ? json({ token: `jwt-${submission.id}` }) : refuse(422, "err_kyc_submission_finalized");
    }
    const [, id] = /^\/v1\/accounts\/([^/]+)$/.exec(path) ?? [];
    if (method === "GET" && id) return api.accounts.has(id) ? json(api.accounts.get(id)) : refuse(404, "err_not_found");
    if (method !== "POST" || path !== "/v1/accounts") return refuse(404, "err_not_found");
    if (!/^[A-Z]{2}$/.test(body.country))
      return json({ statusCode: 422, message: "x", code: "x", details: { country: "iso3166_1_alpha2", other: "x" } }, 422);
    const account = {
      id: `acct_${api.accounts.size + 1}`,
      ...body,
      status: "onboarding",
      statusLog: [],
      kyc: { status: "pending", link: `/api/bp/redirect/kyc/sumsub/sumsub_${api.accounts.size + 1}` },
      tos: { id: "ta_1", entityName: "Due", status: "pending", link: "/tos/ta_1", documentLinks: {}, token: "t" },
    };
    api.accounts.set(account.id, account);
    return json(account);
  }
  return api;
}

/** Where the links of an account lead, as Due's documents say. */
export const linksOf = ({ kyc, tos }) => ({
  check: APP + kyc.link,
  terms: APP + tos.link,
  more: (submission) => `${APP}/kyc_submissions/${submission}?token=jwt-${submission}`,
  both: `${APP}${tos.link}?redirect=${encodeURIComponent(APP + kyc.link)}`,
});

/** A signed delivery. */
export function deliver(
  data,
  { id = "wh_evt__1", type = "bp.kyc.status_changed", occurredAt = new Date().toISOString(), isForged = false } = {},
) {
  const body = JSON.stringify({ id, type, data, occurredAt, attemptedAt: new Date().toISOString() });
  return { body, headers: { "x-webhook-signature": sign(null, Buffer.from(body), isForged ? OTHER_KEY : KEY).toString("hex") } };
}

/** A model of Sumsub's API, written from its documents. */

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createModel, json } from "./model.mjs";

export const VECTORS = JSON.parse(readFileSync(new URL("../../../vectors/provider/sumsub-signatures.json", import.meta.url)));
export const CREDENTIALS = { appToken: "sbx:token-of-ours", secretKey: "sumsub_test_secret" };
export const LEVEL = "basic-kyc-level";
export const OTHER_LEVEL = "full-kyc-level";
export const WEBHOOK_SECRET = "sumsub_webhook_secret";

export const signatureOf = ({ secret, time, method, path, body = "" }) =>
  createHmac("sha256", secret)
    .update(time + method + path + body)
    .digest("hex");

const refuse = (status, description) =>
  json({ description, code: status, correlationId: "req-1", errorCode: 4003, errorName: "x" }, status);

/**
 * Creates the API. `people` has who got links, by your id of them; `applicants` those of them who have opened one, which
 * is when Sumsub creates an applicant (docs.sumsub.com/docs/applicants).
 */
export function createApi({ linkHost = "in.sumsub.com" } = {}) {
  const memory = { people: new Map(), applicants: new Map(), tokens: new Map(), open, openToken };
  const api = createModel(memory, ({ method, url, path, headers, body }) => {
    const time = headers.get("x-app-access-ts");
    const expected = signatureOf({ secret: CREDENTIALS.secretKey, time, method, path, body });
    const isSigned = headers.get("x-app-token") === CREDENTIALS.appToken && headers.get("x-app-access-sig") === expected;
    const isTimely = Math.abs(Date.now() / 1000 - Number(time)) <= 60;
    const isKnown = url.origin === "https://api.sumsub.com" && isSigned && isTimely;
    return isKnown ? carryOut(method, url.pathname, body && JSON.parse(body)) : refuse(401);
  });

  function carryOut(method, path, body) {
    if (method === "POST" && path === "/resources/sdkIntegrations/levels/-/websdkLink") {
      const { levelName, userId, ttlInSecs, applicantIdentifiers, redirect } = body;
      if (![LEVEL, OTHER_LEVEL].includes(levelName)) return refuse(404, `no level for ${applicantIdentifiers?.email}`);
      const person = api.people.get(userId) ?? { id: `64f0a1b2c${api.people.size}`, userId, links: 0, ttlInSecs, redirect };
      api.people.set(userId, Object.assign(person, { levelName }));
      return json({ url: `https://${linkHost}/websdk/p/${person.id}-${++person.links}` });
    }
    if (method === "POST" && path === "/resources/accessTokens/sdk") {
      const { levelName, userId, ttlInSecs } = body;
      if (![LEVEL, OTHER_LEVEL].includes(levelName)) return refuse(404);
      const token = `_act-sbx-${api.tokens.size + 1}`;
      api.tokens.set(token, { userId, levelName, until: Date.now() + ttlInSecs * 1000 });
      return json({ token, userId });
    }
    const [, userId] = /^\/resources\/applicants\/-;externalUserId=([^/]+)\/one$/.exec(path) ?? [];
    if (userId) {
      const applicant = api.applicants.get(decodeURIComponent(userId));
      if (!applicant) return refuse(404);
      const { id, type, levelName, reviewStatus, reviewResult, deleted = false } = applicant;
      const review = { reviewId: "r-1", attemptId: "t-1", attemptCnt: 1, levelName, reviewStatus, reviewResult };
      return json({ id, externalUserId: applicant.userId, inspectionId: "i-1", type, email: "jane@example.com", deleted, review });
    }
    return refuse(404);
  }

  /**
   * Opens a person's latest link, or the SDK with a token of a level, and returns the applicant, who is then at that level
   * (reference/change-level-and-reset-steps). An inactive profile is "as if it never existed".
   */
  function open(userId, levelName = api.people.get(userId).levelName) {
    const known = api.applicants.get(userId);
    const begun = { levelName, reviewStatus: "init", reviewResult: undefined };
    const { id } = api.people.get(userId);
    const applicant = known && !known.deleted ? known : { id, userId, type: "individual", ...begun };
    api.applicants.set(userId, applicant);
    return applicant.levelName === levelName ? applicant : Object.assign(applicant, begun);
  }

  /** Starts the SDK with a token, and returns your id of the person; `undefined` if the SDK would ask for another token. */
  function openToken(token) {
    const { userId, levelName, until = 0 } = api.tokens.get(token) ?? {};
    if (Date.now() >= until) return undefined;
    open(userId, levelName);
    return userId;
  }
  return api;
}

/** A signed delivery. Its time is written as Sumsub writes it. */
export function deliver(event, { at = Date.now(), algorithm = "sha256", secret = WEBHOOK_SECRET } = {}) {
  const createdAtMs = new Date(at).toISOString().replace("T", " ").replace("Z", "");
  const body = JSON.stringify({
    ...{ applicantId: "64f0", inspectionId: "i-1", correlationId: "req-1", clientId: "ours", levelName: LEVEL },
    ...{ type: "applicantReviewed", externalUserId: "user-17", reviewStatus: "init", createdAtMs },
    ...event,
  });
  const digest = createHmac(algorithm, secret).update(body).digest("hex");
  return { body, headers: { "x-payload-digest": digest, "x-payload-digest-alg": `HMAC_${algorithm.toUpperCase()}_HEX` } };
}

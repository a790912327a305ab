/**
 * Sumsub, with an id that no applicant has, the list of levels, which every app token may read
 * (docs.sumsub.com/reference/get-applicant-levels), and that of webhooks, for a token with the right `manageClientSettings`
 * (github.com/sumsub/agent-skills, sumsub-manage-webhooks).
 *
 * Only a link tells whether the token may make links, and where they lead. An applicant is created when somebody opens the
 * link (docs.sumsub.com/docs/applicants), and nobody gets this one. It is made in the sandbox only, and afterwards the
 * applicant is looked for: github.com/SumSubstance/agent-skills @32e925b says otherwise of access tokens.
 */

import { createHmac } from "node:crypto";
import { members } from "../../../service/provider/ready.ts";
import type { Account, Live } from "../live.ts";
import type { LiveVerdict } from "./verdict.ts";
import { checkHosts, checkWebhooks, isSuccess, notTried, OK, unread, wrong } from "./verdict.ts";
import type { Exchange, Wire } from "./wire.ts";
import { nobody } from "./wire.ts";

/** The events after which an applicant may be somewhere else than before. */
const EVENTS = ["Pending", "OnHold", "Reviewed", "Reset", "LevelChanged", "Deactivated", "Deleted"].map((word) => `applicant${word}`);
/** The algorithm of a handler that does not name one. */
const ALGORITHM = "HMAC_SHA256_HEX";
const NO_LINK = notTried("only a link would tell, and none is made in production");
const WITHOUT_LINK = notTried("there is no link");
const NO_APPLICANT: LiveVerdict = { result: "ok", message: "one link was made, for an id that nobody has, and no applicant" };

export const sumsub: Live = {
  probe: (wire, { own }) => wire.call(own, "status", { customerId: nobody() }),
  accepts: [404],
  right: "the permission to view applicants",
  mode: ({ appToken }) => (isSandbox(appToken) ? "test" : "live"),
  async check(wire, account, probed) {
    const { levelName, appToken } = account.options;
    const level = levelOf(await read(wire, account, probed, "/resources/applicants/-/levels"), levelName);
    const isTried = level.result !== "wrong" && isSandbox(appToken);
    return {
      level,
      ...(isTried ? await checkLink(wire, account) : { "link hosts": isSandbox(appToken) ? WITHOUT_LINK : NO_LINK }),
      ...(await checkSettings(wire, account, probed)),
    };
  },
};

function isSandbox(appToken: string) {
  return appToken.startsWith("sbx:");
}

/** Reads another path. Each request is signed for itself. */
function read(wire: Wire, { options }: Account, { request: { url, headers } }: Exchange, path: string) {
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", options.secretKey).update(`${time}GET${path}`).digest("hex");
  const signed = { ...headers, "X-App-Access-Ts": time, "X-App-Access-Sig": signature };
  return wire.send({ method: "GET", url: new URL(path, url).href, headers: signed });
}

/** Returns the rows of a list: `items`, also in `list`. */
function rowsOf(listed: Exchange) {
  const { items, list } = members(listed.json);
  const rows = items ?? members(list).items;
  return isSuccess(listed) && Array.isArray(rows) ? rows.map(members) : undefined;
}

function levelOf(listed: Exchange, levelName: string): LiveVerdict {
  const levels = rowsOf(listed);
  if (!levels) return notTried(unread("levels", listed));
  return levels.some(({ name }) => name === levelName) ? OK : wrong("there is no level with this name");
}

/** Checks the webhooks. The response has their keys. */
async function checkSettings(wire: Wire, account: Account, probed: Exchange) {
  const algorithms: unknown[] = [];
  const verdicts = await checkWebhooks(account, EVENTS, async () => {
    const exchange = await read(wire, account, probed, "/resources/api/clientWebhooks");
    const webhooks = rowsOf(exchange)?.map(({ secretKey, disabled, applicantType, target, types, signatureAlgorithm }) => {
      if (secretKey === account.webhookKey) algorithms.push(signatureAlgorithm);
      return { key: secretKey, isEnabled: disabled !== true, url: target, events: applicantType === "company" ? [] : types };
    });
    return { exchange, webhooks };
  });
  return { ...verdicts, ...(algorithms.length > 0 && { "webhook algorithm": algorithmOf(algorithms) }) };
}

/** @param algorithms those of the webhooks with the key */
function algorithmOf(algorithms: unknown[]): LiveVerdict {
  if (algorithms.includes(ALGORITHM)) return OK;
  if (algorithms.includes("HMAC_SHA512_HEX")) return { ...OK, message: 'your code needs webhookAlgorithm: "HMAC_SHA512_HEX"' };
  return wrong(`the webhook signs with another algorithm than ${ALGORITHM}, which its deliveries are refused for`);
}

/** Makes a link, and looks for an applicant that it may have made. */
async function checkLink(wire: Wire, { own, hosts }: Account): Promise<Record<string, LiveVerdict>> {
  const reference = nobody();
  const made = await wire.call(own, "create", { type: "individual", reference });
  const link = linkOf(made);
  if (link !== OK) return { link, "link hosts": WITHOUT_LINK };
  const { status } = await wire.call(own, "status", { customerId: reference });
  const isThere = isSuccess({ status }) && wrong(`the link made an applicant: delete ${reference} in Sumsub's dashboard`);
  const isUnknown =
    status !== 404 && notTried(`a link was made, and nothing says whether ${reference} is an applicant now (status ${status})`);
  return {
    link,
    applicant: isThere || isUnknown || NO_APPLICANT,
    "link hosts": checkHosts([members(made.json).url], hosts),
  };
}

function linkOf({ status, json, problem }: Exchange) {
  if (problem) return wrong(problem);
  if (status === 401 || status === 403) return wrong(`the app token may not create applicants, which links need (status ${status})`);
  if (status === 429 || status >= 500 || json === undefined) return wrong(`Sumsub made no link (status ${status}): try again later`);
  return isSuccess({ status }) ? OK : wrong(`Sumsub makes no link for this level (status ${status}): is its name right?`);
}

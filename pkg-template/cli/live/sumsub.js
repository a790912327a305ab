/**
 * Sumsub, with an id that no applicant has. Only a link tells whether the level exists and where links lead. An applicant is
 * created when somebody opens the link (docs.sumsub.com/docs/applicants), and nobody gets this one. It is made in the
 * sandbox only, and afterwards the applicant is looked for: github.com/SumSubstance/agent-skills @32e925b says otherwise of
 * access tokens.
 */

import { members } from "../../provider/ready.js";
import { checkHosts, isSuccess, notTried, OK, wrong } from "./verdict.js";
import { nobody } from "./wire.js";

/** @import { Exchange } from "./wire.js" */

const KEY = notTried("Sumsub shows the key only to a token that may change its settings");
const NO_LINK = notTried("only a link would tell, and none is made in production");
/** @type {Record<string, import("./verdict.js").Verdict>} */
const NOT_IN_PRODUCTION = { level: NO_LINK, "link hosts": NO_LINK };
/** @type {import("./verdict.js").Verdict} */
const NO_APPLICANT = { result: "ok", message: "one link was made, for an id that nobody has, and no applicant" };

/** @type {import("../live.js").Live} */
export const sumsub = {
  probe: (wire, { own }) => wire.call(own, "status", { customerId: nobody() }),
  accepts: [404],
  async check(wire, account) {
    const isSandbox = account.options.appToken.startsWith("sbx:");
    return { ...(isSandbox ? await checkLink(wire, account) : NOT_IN_PRODUCTION), "webhook key": KEY };
  },
};

/**
 * Makes a link, and looks for an applicant that it may have made.
 *
 * @param {import("./wire.js").Wire} wire
 * @param {import("../live.js").Account} account
 * @returns {Promise<Record<string, import("./verdict.js").Verdict>>}
 */
async function checkLink(wire, { own, hosts }) {
  const reference = nobody();
  const made = await wire.call(own, "create", { type: "individual", reference });
  const level = levelOf(made);
  if (level !== OK) return { level, "link hosts": notTried("there is no link") };
  const { status } = await wire.call(own, "status", { customerId: reference });
  const isThere = isSuccess({ status }) && wrong(`the link made an applicant: delete ${reference} in Sumsub's dashboard`);
  const isUnknown =
    status !== 404 && notTried(`a link was made, and nothing says whether ${reference} is an applicant now (status ${status})`);
  return {
    level,
    applicant: isThere || isUnknown || NO_APPLICANT,
    "link hosts": checkHosts([members(made.json).url], hosts),
  };
}

/** @param {Exchange} made */
function levelOf({ status, json, problem }) {
  if (problem) return wrong(problem);
  if (status === 401 || status === 403) return wrong(`the app token may not create applicants, which links need (status ${status})`);
  if (status === 429 || status >= 500 || json === undefined) return wrong(`Sumsub made no link (status ${status}): try again later`);
  return isSuccess({ status }) ? OK : wrong(`Sumsub makes no link for this level (status ${status}): is its name right?`);
}

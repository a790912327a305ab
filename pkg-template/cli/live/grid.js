/** Grid, with the configuration of the platform. A wrong id or secret is 401 with HTML. */

import { buildRequest } from "../../entry/inline.js";
import { notTried } from "./verdict.js";

/** @type {import("../live.js").Live} */
export const grid = {
  probe: async (wire, { options }) => wire.send(buildRequest("grid.getConfig", {}, options)),
  async check() {
    return {
      "webhook key": notTried("Grid shows the key in its dashboard only"),
      "link hosts": notTried("Grid shows a link only when it makes one"),
    };
  },
};

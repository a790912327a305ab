/** Grid, with the configuration of the platform, whose one webhook gets all events. A wrong id or secret is 401 with HTML. */

import { buildRequest } from "../../../module/entry/inline.ts";
import { members } from "../../../service/provider/ready.ts";
import type { Live } from "../live.ts";
import { checkDelivery, notTried } from "./verdict.ts";

export const grid: Live = {
  probe: async (wire, { options }) => wire.send(buildRequest("grid.getConfig", {}, options)),
  async check(_, account, { json }) {
    const { webhookEndpoint: url } = members(json);
    return {
      ...(account.webhookKey && checkDelivery(account, undefined, url === undefined ? [] : [{ url }])),
      "webhook key": notTried("Grid shows the key in its dashboard only"),
      "link hosts": notTried("Grid shows a link only when it makes one"),
    };
  },
};

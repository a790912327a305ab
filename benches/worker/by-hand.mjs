// The Worker of kyclink.mjs, written by hand.

import addresses from "../../data/address.csv";
import countries from "../../data/countries.csv";
import { createLink, useTables } from "../by-hand.mjs";

useTables(countries, addresses);

export default {
  async fetch(request, env) {
    try {
      const link = await createLink(await request.json(), { apiKey: env.KEY, baseUrl: env.PROVIDER });
      return Response.json({ kycUrl: link.kycUrl, expiresAt: link.expiresAt }, { status: 201 });
    } catch {
      return Response.json({ code: "failed" }, { status: 502 });
    }
  },
};

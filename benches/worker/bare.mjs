// The Worker of by-hand.mjs, but without a deadline and a limit for the response, and with redirects, as many are
// written.

import addresses from "../../data/address.csv";
import countries from "../../data/countries.csv";
import { buildRequest, parseResponse, useTables } from "../by-hand.mjs";

useTables(countries, addresses);

export default {
  async fetch(request, env) {
    try {
      const { method, url, headers, body } = buildRequest(await request.json(), { apiKey: env.KEY, baseUrl: env.PROVIDER });
      const response = await fetch(url, { method, headers, body });
      const link = parseResponse({ status: response.status, body: await response.text() });
      return Response.json({ kycUrl: link.kycUrl, expiresAt: link.expiresAt }, { status: 201 });
    } catch {
      return Response.json({ code: "failed" }, { status: 502 });
    }
  },
};

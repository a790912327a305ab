// The same Worker, written by hand.
import countries from "../../data/countries.csv";
import addresses from "../../data/address.csv";
import { buildRequest, parseResponse, useTables } from "../by-hand.mjs";

useTables(countries, addresses);

export default {
  async fetch(request, env) {
    try {
      const { method, url, headers, body } = buildRequest(await request.json(), { apiKey: env.KEY, baseUrl: env.PROVIDER });
      const answer = await fetch(url, { method, headers, body, redirect: "manual", signal: AbortSignal.timeout(30_000) });
      const link = parseResponse({ status: answer.status, body: await answer.text() });
      return Response.json({ kycUrl: link.kycUrl, expiresAt: link.expiresAt }, { status: 201 });
    } catch {
      return Response.json({ code: "failed" }, { status: 502 });
    }
  },
};

// The hand-written Worker with kyclink's `buildRequest` and `parseResponse`: what the client adds to them is left out.
import { buildRequest, parseResponse } from "kyclink";
import { exchange } from "../by-hand.mjs";
import { OPERATION } from "../exchanges.mjs";

let config;

export default {
  async fetch(request, env) {
    config ??= { apiKey: env.KEY, baseUrl: env.PROVIDER };
    try {
      const input = await request.json();
      const link = parseResponse(OPERATION, await exchange(buildRequest(OPERATION, input, config)));
      return Response.json({ kycUrl: link.kycUrl, expiresAt: link.expiresAt }, { status: 201 });
    } catch {
      return Response.json({ code: "failed" }, { status: 502 });
    }
  },
};

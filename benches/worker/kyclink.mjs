// A Worker that creates a link behind a form, with kyclink.
import { isKycLinkError, spherepay } from "kyclink";

let client;

export default {
  async fetch(request, env) {
    client ??= spherepay({ apiKey: env.KEY, baseUrl: env.PROVIDER });
    try {
      const link = await client.createCustomerViaLink(await request.json());
      return Response.json({ kycUrl: link.kycUrl, expiresAt: link.expiresAt }, { status: 201 });
    } catch (error) {
      return Response.json({ code: isKycLinkError(error) ? error.code : "internal" }, { status: 502 });
    }
  },
};

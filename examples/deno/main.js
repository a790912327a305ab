// An endpoint for a form, as `deno serve` and Deno Deploy run it: POST an applicant, get the link.
import { onboard, problemResponse, spherepay } from "kyclink";

const HEADERS = { "cache-control": "no-store" };

export default {
  async fetch(request) {
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
    try {
      const client = spherepay({ apiKey: Deno.env.get("SPHEREPAY_API_KEY"), baseUrl: Deno.env.get("SPHEREPAY_BASE_URL") });
      const applicant = await request.json().catch(() => undefined);
      return Response.json(await onboard(client, applicant), { status: 201, headers: HEADERS });
    } catch (error) {
      return problemResponse(error);
    }
  },
};

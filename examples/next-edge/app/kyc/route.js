// An endpoint for a form, in an edge route of Next: POST an applicant, get the link.
import { onboard, problemResponse, spherepay } from "kyclink";

export const runtime = "edge";

export async function POST(request) {
  try {
    // Made for each request, because Next loads this module while it builds, where there is no key.
    const client = spherepay({ apiKey: process.env.SPHEREPAY_API_KEY, baseUrl: process.env.SPHEREPAY_BASE_URL });
    const applicant = await request.json().catch(() => undefined);
    return Response.json(await onboard(client, applicant), { status: 201, headers: { "cache-control": "no-store" } });
  } catch (error) {
    return problemResponse(error);
  }
}

// An endpoint for a form, in Hono on Node: POST an applicant, get the link.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { onboard, problemResponse, spherepay } from "kyclink";

const client = spherepay({ apiKey: process.env.SPHEREPAY_API_KEY, baseUrl: process.env.SPHEREPAY_BASE_URL });
const app = new Hono();

app.post("/kyc", async (context) => {
  const applicant = await context.req.json().catch(() => undefined);
  return context.json(await onboard(client, applicant), 201, { "cache-control": "no-store" });
});
app.onError((error) => problemResponse(error));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 8787) }, ({ port }) => console.log(`http://localhost:${port}/`));

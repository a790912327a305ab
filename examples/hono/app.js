// An endpoint for a form: what is wrong comes back as RFC 9457, and never what was sent.
import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { onboard, problemResponse, schema, spherepay } from "kyclink";

const app = new Hono();

// Without a hook the validator answers with the whole input in its body.
const checked = sValidator("json", schema("spherepay.onboard", { normalize: true }), (result) => {
  if (!result.success) return problemResponse(result.error);
});

app.post("/kyc", checked, async (context) => {
  const { SPHEREPAY_API_KEY: apiKey, SPHEREPAY_BASE_URL: baseUrl } = context.env;
  const outcome = await onboard(spherepay({ apiKey, baseUrl }), context.req.valid("json"));
  return context.json(outcome, 201, { "cache-control": "no-store" });
});

// Failed calls: the provider's findings stand at the form's own fields, everything else is a status and a sentence.
app.onError((error) => (error instanceof HTTPException ? error.getResponse() : problemResponse(error)));

export default app;

// An endpoint for a form: errors are RFC 9457 problem details, which never contain the input.
import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { onboard, problemResponse, schema, spherepay } from "kyclink";

const app = new Hono();

// Without a hook, the validator's response contains the whole input.
const checked = sValidator("json", schema("spherepay.onboard", { normalize: true }), (result) => {
  if (!result.success) return problemResponse(result.error);
});

app.post("/kyc", checked, async (context) => {
  const { SPHEREPAY_API_KEY: apiKey, SPHEREPAY_BASE_URL: baseUrl } = context.env;
  const outcome = await onboard(spherepay({ apiKey, baseUrl }), context.req.valid("json"));
  return context.json(outcome, 201, { "cache-control": "no-store" });
});

// Failed calls: the provider's issues have the paths of the form's fields, everything else is a status and a message.
app.onError((error) => (error instanceof HTTPException ? error.getResponse() : problemResponse(error)));

export default app;

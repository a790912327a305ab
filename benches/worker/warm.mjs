// The Worker of kyclink.mjs, which makes each call of a request once when it starts.
import { buildRequest, parseResponse, validate } from "kyclink";

const input = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main Street", city: "Springfield", state: "IL", postalCode: "62701", country: "US" },
};
const operation = "spherepay.createCustomerViaLink";
validate(operation, input);
buildRequest(operation, input, { apiKey: "warm-up", environment: "sandbox" });
parseResponse(
  operation,
  {
    status: 201,
    headers: {},
    body: JSON.stringify({ customerId: "customer_1", url: "https://in.sumsub.com/x", expiresAt: "2100-01-01T00:00:00Z" }),
  },
  input,
);

export { default } from "./kyclink.mjs";

// The inputs of `spherepay.createCustomerViaLink`, and the provider's response to each, with the headers that `send`
// returns.
import { valid } from "./applicants.mjs";

export const OPERATION = "spherepay.createCustomerViaLink";

export const exchanges = valid.map(({ type, email, phone, address }, i) => {
  const body = JSON.stringify({
    customerId: `customer_${letters(i, 8).repeat(4)}`,
    url: `https://in.sumsub.com/websdk/p/${i % 2 ? "sbx_" : ""}${letters(i, 16)}`,
    expiresAt: new Date(Date.UTC(2030, 2, 9, 20, 46, 31, 305) + i * 3_723_001).toISOString(),
  });
  const headers = {
    "content-length": String(body.length),
    "content-type": "application/json; charset=utf-8",
    date: new Date(Date.UTC(2026, 2, 9) + i * 1000).toUTCString(),
    server: "cloudflare",
    "x-request-id": `${letters(i, 8)}-${letters(i + 1, 8)}`,
  };
  return { input: { type, email, phone, address }, response: { status: 201, headers, body } };
});

/** Returns letters and digits that look random. */
function letters(i, length) {
  return ((i + 1) * 2654435761).toString(36).padStart(length, "k7qz").slice(-length);
}

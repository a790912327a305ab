/** A customer of SpherePay and one of Grid from creation to approval, in any runtime: without imports and files. */

const JSON_TYPE = { "content-type": "application/json" };
const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

/** Statuses of the responses, and what can be checked of the webhooks. */
export async function live(sandbox) {
  const { fetch, baseUrls } = sandbox;
  const post = (url, authorization, body) =>
    fetch(url, { method: "POST", headers: { ...JSON_TYPE, authorization }, body: JSON.stringify(body) });
  const first = await post(`${baseUrls.spherepay}/v2/customer/kyc-link`, "Bearer key", PERSON);
  await sandbox.finishLink((await first.json()).url, "approve");
  const second = await post(`${baseUrls.grid}/customers`, `Basic ${btoa("id:secret")}`, {
    customerType: "INDIVIDUAL",
    fullName: "Zoë Müller",
  });
  await sandbox.complete((await second.json()).id, "approve");
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const { publicKey } = await sandbox.signWebhook("grid", {});
  const statuses = [first, second].map(({ status }) => status);
  return { statuses, customers: sandbox.customers().map(({ status }) => status), deliveries: sandbox.deliveries(), secret, publicKey };
}

/** The provider that the Worker's bindings name, with credentials and addresses from nowhere else. */

import { grid, spherepay } from "kyclink";

const PROVIDERS = {
  spherepay: {
    label: "SpherePay",
    connect: ({ SPHEREPAY_API_KEY: apiKey, SPHEREPAY_BASE_URL: baseUrl, SPHEREPAY_ENVIRONMENT: environment }) =>
      spherepay({ apiKey, ...(baseUrl ? { baseUrl } : { environment }), fetch: told }),
  },
  grid: {
    label: "Lightspark Grid",
    connect: ({ GRID_CLIENT_ID: clientId, GRID_CLIENT_SECRET: clientSecret, GRID_BASE_URL: baseUrl }) =>
      grid({ clientId, clientSecret, ...(baseUrl && { baseUrl }), fetch: told }),
  },
};

/** @param {Record<string, string>} env */
export function providerOf(env) {
  const name = env.PROVIDER;
  const { label, connect } = PROVIDERS[name];
  return { operation: `${name}.onboard`, label, connect: () => connect(env) };
}

/** fetch, with a line in the Worker's log for each exchange: the path without the customer in it. */
async function told(url, init) {
  const path = new URL(url).pathname.replace(/(?<=\/customers?\/)(?!kyc-link$)[^/]+/, "{customerId}");
  const line = `${init.method} ${path}`;
  try {
    const response = await fetch(url, init);
    console.log(`${line} → ${response.status}`);
    return response;
  } catch (error) {
    console.log(`${line} → no answer`);
    throw error;
  }
}

/** Makes the calls of the cases with clients, in any runtime: without imports and files. */

/** @returns {Promise<{ name: string, output?: unknown, error?: Record<string, unknown> }[]>} */
export async function runCases(api, { cases, origin }) {
  await calibrate(origin);
  const outcomes = [];
  for (const { name, operation, config, input, options } of cases) {
    try {
      const [provider, call] = operation.split(".");
      const client = api[provider]({ ...config, baseUrl: `${origin}/${encodeURIComponent(name)}` });
      const output = call === "onboard" ? await api.onboard(client, input, options) : await client[call](input, options);
      // JSON, which the outcomes of workerd come as, has no word for nothing.
      outcomes.push({ name, output: output ?? null });
    } catch (error) {
      if (!api.isKycLinkError(error)) throw error;
      outcomes.push({ name, error: error.toJSON() });
    }
  }
  return outcomes;
}

/** Bytes have no media type of their own, so the Content-Type of a real call is the library's. */
async function calibrate(origin) {
  const response = await fetch(`${origin}/calibrate`, { method: "POST", body: new Uint8Array(1), redirect: "manual" });
  await response.arrayBuffer();
}

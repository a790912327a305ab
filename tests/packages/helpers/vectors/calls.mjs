/** Makes the calls of the cases with clients, in any runtime: without imports and files. */

/**
 * Each case has a fetch of its own, which gives its responses in turn. `sent` has what that fetch was asked.
 *
 * @returns {Promise<{ name: string, sent: unknown[], output?: unknown, error?: Record<string, unknown> }[]>}
 */
export async function runCases(api, cases) {
  const outcomes = [];
  for (const { name, operation, config, input, options, exchanges } of cases) {
    const sent = [];
    const fetch = async (url, { method, headers, body }) => {
      const names = Object.fromEntries(new Headers(headers));
      const at = sent.push({
        method,
        url,
        headers: names,
        body: body && JSON.parse(await new Response(body).text()),
      });
      const { status, headers: own, body: content } = exchanges[at - 1]?.response ?? { status: 501 };
      const text = typeof content === "string" ? content : JSON.stringify(content);
      // A response with status 204 cannot be made with a body.
      return new Response(text || null, { status, headers: own });
    };
    try {
      const [provider, call] = operation.split(".");
      const client = api[provider]({ ...config, fetch });
      const output = call === "onboard" ? await api.onboard(client, input, options) : await client[call](input, options);
      // JSON, which the outcomes of workerd come as, has no word for nothing.
      outcomes.push({ name, sent, output: output ?? null });
    } catch (error) {
      if (!api.isKycLinkError(error)) throw error;
      outcomes.push({ name, sent, error: error.toJSON() });
    }
  }
  return outcomes;
}

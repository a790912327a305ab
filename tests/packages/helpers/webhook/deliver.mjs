/**
 * Passes deliveries to `verifyWebhook`, in any runtime: a delivery is JSON, its body is base64. Returns the event, or
 * the error as JSON.
 */

/** @returns {Promise<({ event: object } | { error: object })[]>} */
export async function deliverAll(api, deliveries) {
  const outcomes = [];
  for (const { provider, body, key, message, ...options } of deliveries) {
    const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
    const deliver = () => api.verifyWebhook(provider, { ...options, body: bytes });
    const delivered = message !== undefined ? withMessage(Uint8Array.from(message), deliver) : keyed(key, deliver);
    outcomes.push(
      await delivered.then(
        (event) => ({ event }),
        (error) => ({ error: JSON.parse(JSON.stringify(error)) }),
      ),
    );
  }
  return outcomes;
}

const keyed = (key, act) => (key === undefined ? act() : withKey(Uint8Array.from(key), act));

/** A message that is no hash, put in where WebCrypto makes the hash that is signed: everything else is as always. */
async function withMessage(message, act) {
  const { subtle } = crypto;
  subtle.digest = async () => message;
  try {
    return await act();
  } finally {
    delete subtle.digest;
  }
}

/** A key that no text can carry, put in where WebCrypto takes the key: everything else is as always. */
async function withKey(key, act) {
  const { subtle } = crypto;
  const { importKey } = subtle;
  subtle.importKey = (format, _, ...rest) => importKey.call(subtle, format, key, ...rest);
  try {
    return await act();
  } finally {
    delete subtle.importKey;
  }
}

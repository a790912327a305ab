// Records in Redis over HTTP, as Upstash and Vercel's marketplace offer it: all regions share them, and scripts are atomic.
// docs/edge.md, "A store of your own", has the requirements.
const SWAP = `
if (redis.call("GET", KEYS[1]) or "") ~= ARGV[1] then return 0 end
if ARGV[2] == "" then redis.call("DEL", KEYS[1]) else redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3]) end
return 1`;

export function redisStore({ url, token }) {
  async function command(...words) {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(words),
      cache: "no-store",
    });
    if (!response.ok) throw new Error(`The store responded with status ${response.status}.`);
    return (await response.json()).result;
  }

  return {
    async get(key) {
      return (await command("GET", `kyclink:${key}`)) ?? undefined;
    },

    // No value is empty, so an empty string means that there is none.
    async swap(key, before = "", after = "", ttlMs) {
      return (await command("EVAL", SWAP, 1, `kyclink:${key}`, before, after, Math.max(Math.ceil(ttlMs), 1))) === 1;
    },
  };
}

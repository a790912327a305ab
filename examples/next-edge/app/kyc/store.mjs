// Redis over HTTP, as Upstash and Vercel's marketplace offer it: all regions share the records. An edge route cannot
// open the connections of a Redis client, so this is the part of one that the store uses.
import { redisStore } from "kyclink/stores/redis";

export function redisOverHttp({ url, token }) {
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

  return redisStore({
    get: (key) => command("GET", key),
    eval: (script, { keys, arguments: given }) => command("EVAL", script, keys.length, ...keys, ...given),
  });
}

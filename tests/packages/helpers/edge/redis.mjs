/**
 * Redis over HTTP in front of a real server, as Upstash documents it: a command as a JSON list in a POST, a bearer token,
 * `{ result }` or `{ error }`.
 */

import { createClient } from "redis";
import { internal } from "../install/index.mjs";
import { startRedis } from "../stores/servers.mjs";

const { serve } = await internal("kit/testing/http.js");

const TOKEN = "a_token";

/** `{ url, token, close }`. */
export async function startRedisOverHttp() {
  const redis = await startRedis();
  const client = await createClient({ socket: { path: redis.path } }).connect();
  const server = await serve(0, async (request) => {
    const words = await request.json();
    if (request.headers.get("authorization") !== `Bearer ${TOKEN}`) return Response.json({ error: "Unauthorized" }, { status: 401 });
    return client.sendCommand(words.map(String)).then(
      (result) => Response.json({ result }),
      ({ message }) => Response.json({ error: message }, { status: 400 }),
    );
  });
  const close = async () => {
    await server.close();
    client.destroy();
    await redis.close();
  };
  return { url: `http://127.0.0.1:${server.port}`, token: TOKEN, close };
}

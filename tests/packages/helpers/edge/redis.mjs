/**
 * Redis over HTTP in front of a real server, as Upstash documents it: a command as a JSON list in a POST, a bearer token,
 * `{ result }` or `{ error }`.
 */

import { createServer } from "node:http";
import { createClient } from "redis";
import { startRedis } from "../stores/servers.mjs";

const TOKEN = "a_token";

/** `{ url, token, close }`. */
export async function startRedisOverHttp() {
  const redis = await startRedis();
  const client = await createClient({ socket: { path: redis.path } }).connect();
  const server = createServer(async (request, response) => {
    const words = JSON.parse(Buffer.concat(await request.toArray()));
    const reply = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return reply(401, { error: "Unauthorized" });
    await client.sendCommand(words.map(String)).then(
      (result) => reply(200, { result }),
      ({ message }) => reply(400, { error: message }),
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    server.close();
    client.destroy();
    await redis.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, token: TOKEN, close };
}

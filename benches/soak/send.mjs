import { Agent, request } from "node:http";

/** Few enough that a response is late because of the server, and not because of the sender. */
export const CONNECTIONS = 16;

/** The origin that the servers allow, sent as `Host`: each listens on another port, which is part of an origin. */
export const ORIGIN = "http://127.0.0.1:8787";

// workerd closes a connection that was idle for five seconds: this side must do so first.
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, timeout: 2_000 });

/** Sends a request, and reads the whole response. `body` may be a list of chunks, which are sent without a length. */
export async function send(what) {
  // A reused connection may be closed at this moment. Browsers retry the request then, too.
  const retry = ({ code, reused }) => (code === "ECONNRESET" && reused ? sendOnce(what) : Promise.reject({ code }));
  return sendOnce(what).catch(retry);
}

function sendOnce({ port, method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const options = { host: "127.0.0.1", port, method, path, agent, setHost: false, headers: { host: new URL(ORIGIN).host, ...headers } };
    const outgoing = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text, ms: performance.now() - begin }));
    });
    outgoing.on("error", ({ code }) => reject({ code, reused: outgoing.reusedSocket }));
    if (Array.isArray(body)) for (const chunk of body) outgoing.write(chunk);
    outgoing.end(Array.isArray(body) ? undefined : body);
  });
}

export const closeConnections = () => agent.destroy();

// The server that tests/wasm.rs sends its requests to: each path misbehaves like a real server may.
// `node tests/server.mjs <command> …` runs the command with its address in `KYCLINK_TEST_SERVER`, and ends with it.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const MORE_THAN_ANY_ANSWER = Buffer.alloc(3 << 20, 0x20);

const handlers = {
  // What arrived, so that a test sees exactly what was sent.
  "/echo": async (request, response) => {
    const chunks = await request.toArray();
    const body = Buffer.concat(chunks).toString();
    const { method, url, headers } = request;
    response.writeHead(201, { "content-type": "application/json", "x-answered-by": "echo" });
    response.end(JSON.stringify({ method, url, headers, body }));
  },
  "/redirect": (_, response) => response.writeHead(302, { location: "/echo" }).end(),
  "/empty": (_, response) => response.writeHead(204).end(),
  "/unavailable": (_, response) => response.writeHead(503, { "retry-after": "7" }).end("try later"),
  "/endless": (_, response) => response.writeHead(200).end(MORE_THAN_ANY_ANSWER),
  // The head comes, and half of the body.
  "/broken": (_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half");
    setTimeout(() => response.destroy(), 20);
  },
  "/silent": () => {},
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const handle = handlers[pathname] ?? ((_, unknown) => unknown.writeHead(404).end());
  handle(request, response);
});

server.listen(0, "127.0.0.1", () => {
  const env = { ...process.env, KYCLINK_TEST_SERVER: `http://127.0.0.1:${server.address().port}` };
  const [, , command, ...args] = process.argv;
  spawn(command, args, { stdio: "inherit", env }).on("exit", (code) => process.exit(code ?? 1));
});

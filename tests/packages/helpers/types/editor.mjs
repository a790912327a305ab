/** What an editor shows: the language server of TypeScript, over its standard input and output. */

import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";

/**
 * Starts the server and opens a file. Returns a function from an offset in its text to what an editor shows there, and
 * `close`.
 */
export async function edit(tsc, path, text) {
  const server = spawn(tsc, ["--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map();
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = (method, params) =>
    new Promise((resolve) => {
      const id = waiting.size + 1;
      waiting.set(id, resolve);
      send({ id, method, params });
    });
  onMessages(server.stdout, ({ id, method, result, error }) => {
    // The server also asks: a response without a result lets it go on.
    if (method) id !== undefined && send({ id, result: null });
    else waiting.get(id)(error ?? result);
  });
  const textDocument = { uri: pathToFileURL(path).href };
  await request("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
  });
  send({ method: "initialized", params: {} });
  send({ method: "textDocument/didOpen", params: { textDocument: { ...textDocument, languageId: "typescript", version: 1, text } } });
  const hover = async (offset) => {
    const before = text.slice(0, offset).split("\n");
    const position = { line: before.length - 1, character: before.at(-1).length };
    return JSON.stringify(await request("textDocument/hover", { textDocument, position }));
  };
  return { hover, close: () => server.stdin.end() };
}

function onMessages(stream, receive) {
  let bytes = Buffer.alloc(0);
  stream.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let head = bytes.indexOf("\r\n\r\n"); head >= 0; head = bytes.indexOf("\r\n\r\n")) {
      const end = head + 4 + Number(/Content-Length: (\d+)/i.exec(bytes.toString("latin1", 0, head))[1]);
      if (bytes.length < end) return;
      const message = JSON.parse(bytes.toString("utf8", head + 4, end));
      bytes = bytes.subarray(end);
      receive(message);
    }
  });
}

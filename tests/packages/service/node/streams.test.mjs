/** `kyclink/node` and bodies: as fast as the reader, never complete if they broke off, and given up when the client leaves. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { request as send } from "node:http";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { head, LIMIT, raw, serve, settled, until } from "../../helpers/node/servers.mjs";

const CHUNK = 64 * 1024;
/** More than all buffers between client and handler hold. */
const CHUNKS = 512;

/** A promise that a test settles itself. */
function gate() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { opened, open };
}

/** A chunk that tells its number. */
const chunkOf = (number) => Buffer.alloc(CHUNK, number % 251);

/** Counts the bytes of a stream; fails at the first that is not where it belongs. */
async function sizeOf(stream) {
  let size = 0;
  for await (const chunk of stream) {
    for (const at of [0, chunk.length - 1]) assert.equal(chunk[at], Math.floor((size + at) / CHUNK) % 251);
    size += chunk.length;
  }
  return size;
}

describe("back pressure", () => {
  test("an upload waits for the handler", LIMIT, async () => {
    const { opened, open } = gate();
    const { url } = await serve(async (request) => {
      await opened;
      return new Response(String(await sizeOf(request.body)));
    });
    const upload = send(url, { method: "POST" });
    const response = once(upload, "response");
    let sent = 0;
    const sending = (async () => {
      for (; sent < CHUNKS; sent++) if (!upload.write(chunkOf(sent))) await once(upload, "drain");
      upload.end();
    })();
    const before = await settled(() => sent);
    assert.ok(before > 0 && before < CHUNKS / 2, `${before} of ${CHUNKS} chunks were taken before the handler read one`);
    open();
    await sending;
    const [incoming] = await response;
    assert.equal(String(await incoming.setEncoding("latin1").reduce((all, part) => all + part, "")), String(CHUNKS * CHUNK));
  });

  test("a response waits for the client", LIMIT, async () => {
    let made = 0;
    const pull = (controller) => (made < CHUNKS ? controller.enqueue(chunkOf(made++)) : controller.close());
    const { url } = await serve(() => new Response(new ReadableStream({ pull })));
    const download = send(url).end();
    const [incoming] = await once(download, "response");
    const before = await settled(() => made);
    assert.ok(before > 0 && before < CHUNKS / 2, `${before} of ${CHUNKS} chunks were made before the client read one`);
    assert.equal(await sizeOf(incoming), CHUNKS * CHUNK);
  });
});

/** Uploads that break off after `abc`, as the bytes after the first line. */
const BROKEN = {
  "fewer bytes than announced": ["Content-Length: 9", "abc"],
  "no last chunk": ["Transfer-Encoding: chunked", "3\r\nabc\r\n"],
  "half a chunk": ["Transfer-Encoding: chunked", "3\r\nabc\r\n9\r\nd"],
  "a chunk without a size": ["Transfer-Encoding: chunked", "3\r\nabc\r\nxyz\r\n"],
  "a chunk that is longer than its size": ["Transfer-Encoding: chunked", "3\r\nabc\r\n1\r\ndef\r\n0\r\n\r\n"],
};

describe("a broken upload is never complete", () => {
  for (const [name, [header, body]] of Object.entries(BROKEN)) {
    for (const ending of ["end", "destroy"]) {
      test(`${name}, then ${ending}`, LIMIT, async () => {
        const read = gate();
        const { port, url } = await serve(async (request) => {
          if (request.method === "GET") return new Response("alive");
          const isAborted = once(request.signal, "abort");
          const outcome = await request.text().then(
            () => "complete",
            () => "broken",
          );
          await isAborted;
          read.open(outcome);
          return new Response();
        });
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => {});
        socket.resume();
        socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n${body}`, () => socket[ending]());
        assert.equal(await read.opened, "broken");
        assert.equal(await (await fetch(url)).text(), "alive");
      });
    }
  }

  test("also for a handler that has stopped reading", LIMIT, async (t) => {
    const errors = t.mock.method(console, "error", () => {});
    const { opened, open } = gate();
    const { port, url } = await serve(async (request) => {
      if (request.method === "GET") return new Response("alive");
      const reader = request.body.getReader();
      await reader.read();
      await reader.cancel();
      open();
      await once(request.signal, "abort");
      return new Response();
    });
    const socket = connect(port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
    await opened;
    socket.destroy();
    assert.equal(await (await fetch(url)).text(), "alive");
    assert.equal(errors.mock.callCount(), 0);
  });
});

test("a body that was read leaves the connection to the next request", LIMIT, async () => {
  const { port } = await serve(async (request) => new Response(`<${new URL(request.url).pathname} ${await request.text()}>`));
  const first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  const second = `${head("POST /2", "Host: a", "Content-Length: 3")}def`;
  const text = await raw(port, first + second);
  assert.deepEqual(text.match(/<.*?>/g), ["</1 abc>", "</2 def>"]);
});

test("a small body that nobody reads is not the next request", LIMIT, async () => {
  const { port } = await serve((request) => new Response(`<${request.method} ${new URL(request.url).pathname}>`));
  const inner = head("GET /inner", "Host: a");
  const outer = `POST /outer HTTP/1.1\r\nHost: a\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`;
  const text = await raw(port, outer + head("GET /last", "Host: a"));
  assert.match(text, /<POST \/outer>/);
  assert.doesNotMatch(text, /inner/);
});

test("a body that was given up after it has arrived leaves the connection to the next request", LIMIT, async () => {
  const { port } = await serve(async (request) => {
    await request.body?.cancel();
    await settled(() => 0);
    return new Response(`<${request.method}>`);
  });
  const text = await raw(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc${head("GET /", "Host: a")}`);
  assert.deepEqual(text.match(/<.*?>/g), ["<POST>", "<GET>"]);
});

describe("when the client leaves", () => {
  /** Serves, sends a request, and leaves when the handler says so. Returns the request that the handler got. */
  async function leave(respond) {
    const { opened, open } = gate();
    const { url } = await serve((request) => respond(request, open));
    const sent = send(url, { method: "POST" });
    sent.on("error", () => {});
    sent.on("response", (response) => response.on("error", () => {}));
    sent.write("half of a body");
    await opened;
    sent.destroy();
  }

  /** A response that notes whether its body is given up. */
  function watched() {
    let isCancelled = false;
    const cancel = () => {
      isCancelled = true;
    };
    const pull = (controller) => controller.enqueue(chunkOf(0));
    return { response: new Response(new ReadableStream({ pull, cancel })), isCancelled: () => isCancelled };
  }

  test("before the response: the signal aborts, and the body of a late response is given up", LIMIT, async (t) => {
    const errors = t.mock.method(console, "error", () => {});
    const { response, isCancelled } = watched();
    await leave(async (request, open) => {
      open();
      await once(request.signal, "abort");
      return response;
    });
    await until(isCancelled);
    assert.equal(errors.mock.callCount(), 0);
  });

  test("while a response waits for it: its body is given up", LIMIT, async () => {
    const { response, isCancelled } = watched();
    let gone;
    await leave((request, open) => {
      gone = request.signal;
      // The client never reads: the buffers are full before it leaves.
      settled(() => 0).then(open);
      return response;
    });
    await until(isCancelled);
    assert.ok(gone.aborted);
  });

  test("a body that cannot be given up is no failure of the server", LIMIT, async (t) => {
    const errors = t.mock.method(console, "error", () => {});
    let tries = 0;
    const cancel = () => {
      tries++;
      throw new Error("no");
    };
    await leave((_request, open) => {
      open();
      return new Response(new ReadableStream({ cancel }));
    });
    await until(() => tries > 0);
    // An unhandled rejection would fail this test.
    await settled(() => 0);
    assert.deepEqual([tries, errors.mock.callCount()], [1, 0]);
  });
});

test("a request that was answered does not count as left", LIMIT, async () => {
  let gone;
  const { url } = await serve(async (request) => {
    gone = request.signal;
    await request.text();
    return new Response("done");
  });
  const response = await fetch(url, { method: "POST", body: "x" });
  assert.equal(gone.aborted, false);
  assert.equal(await response.text(), "done");
});

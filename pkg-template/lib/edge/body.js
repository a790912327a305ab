// A body on its way in: read no further than it may be long, and no longer than it may take.

const LONGEST = 10_000;
// Deeper than any field of an applicant.
const MAX_STEPS = 8;
// More than any form of ours has.
const MAX_FIELDS = 200;
// More than a network makes of the longest body; whoever sends a byte at a time makes each of them expensive.
const MAX_CHUNKS = 4096;
const FIRST_BYTES = 16 * 1024;

/** The body as JSON, as the tree of a form, or as bytes for whoever verifies them; `refused` says why not. `without` these fields. */
export async function readBody(scene, kind, most, without) {
  const bytes = await read(scene, most);
  if (typeof bytes === "string") return { refused: bytes };
  try {
    if (kind === "bytes") {
      scene.body = bytes;
      return {};
    }
    if (kind === "json") {
      scene.given = left(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), without);
      return { body: scene.given };
    }
    const headers = { "content-type": scene.request.headers.get("content-type") };
    const all = [...(await new Response(bytes, { headers }).formData())];
    if (all.length > MAX_FIELDS) return { refused: "payload_too_large" };
    const fields = all.filter(([, value]) => typeof value === "string");
    scene.values = Object.fromEntries(fields);
    const { idempotencyKey, ...body } = tree(fields);
    scene.given = left(body, without);
    return { body: scene.given, key: idempotencyKey && String(idempotencyKey) };
  } catch {
    return { refused: "malformed" };
  }
}

/** What is left of an object without these fields. */
function left(value, without) {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? Object.fromEntries(Object.entries(value).filter(([name]) => !without.includes(name))) : value;
}

/** The bytes, or why there are none. */
async function read({ request: { body, headers }, patience, elapsed }, most) {
  if (headers.get("content-length") > most) return "payload_too_large";
  if (!body) return new Uint8Array();
  const reader = body.getReader();
  let timer;
  // A sender that takes its time leaves the provider the rest of it: the outcome of a create must not be up to them.
  const late = new Promise(
    (resolve) => (timer = setTimeout(resolve, Math.min(LONGEST, Math.max(patience / 3 - elapsed(), 0)), "request_timeout")),
  );
  const bytes = await Promise.race([collect(reader, most), late]);
  clearTimeout(timer);
  if (typeof bytes === "string") reader.cancel().catch(() => {});
  return bytes;
}

/** One buffer for all: a chunk may be a single byte, and what is kept for each of a million is more than the body. */
async function collect(reader, most) {
  let bytes = new Uint8Array(Math.min(most, FIRST_BYTES));
  let size = 0;
  try {
    for (let chunks = 0; ; chunks++) {
      const { done, value } = await reader.read();
      if (done) return bytes.subarray(0, size);
      const end = size + value.byteLength;
      if (end > most || chunks > MAX_CHUNKS) return "payload_too_large";
      if (end > bytes.length) {
        const larger = new Uint8Array(Math.min(most, Math.max(end, 2 * bytes.length)));
        larger.set(bytes.subarray(0, size));
        bytes = larger;
      }
      bytes.set(value, size);
      size = end;
    }
  } catch {
    return "malformed"; // the sender went away
  }
}

/** Dot paths as objects without a prototype, so that a name is only ever a name; a repeated one, and numbers, make a list. */
function tree(fields) {
  const root = Object.create(null);
  for (const [path, value] of fields) {
    const steps = path.split(".");
    if (steps.length > MAX_STEPS) continue;
    const name = steps.pop();
    let node = root;
    for (const step of steps) {
      const next = node[step];
      if (typeof next !== "object" || Array.isArray(next)) node[step] = Object.create(null);
      node = node[step];
    }
    const before = node[name];
    if (Array.isArray(before)) before.push(value);
    else node[name] = name in node ? [before, value] : value;
  }
  return listed(root);
}

function listed(node) {
  if (typeof node !== "object" || Array.isArray(node)) return node;
  for (const name of Object.keys(node)) node[name] = listed(node[name]);
  const names = Object.keys(node);
  return names.length > 0 && names.every((name, at) => name === String(at)) ? Object.values(node) : node;
}

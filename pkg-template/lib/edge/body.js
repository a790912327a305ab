// A body on its way in: read no further than it may be long, and no longer than it may take.

const LONGEST = 10_000;
// Deeper than any field of an applicant.
const MAX_STEPS = 8;
// More than any form of ours has.
const MAX_FIELDS = 200;

/** The body as JSON, as the tree of a form, or as bytes for whoever verifies them; `refused` says why not. `without` these fields. */
export async function readBody(scene, kind, most, without) {
  const bytes = await read(scene, most);
  if (typeof bytes === "string") return { refused: bytes };
  try {
    if (kind === "bytes") {
      scene.body = bytes;
      return {};
    }
    if (kind === "json") return { body: left(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), without) };
    const headers = { "content-type": scene.request.headers.get("content-type") };
    const all = [...(await new Response(bytes, { headers }).formData())];
    if (all.length > MAX_FIELDS) return { refused: "payload_too_large" };
    const fields = all.filter(([, value]) => typeof value === "string");
    scene.values = Object.fromEntries(fields);
    const { idempotencyKey, ...body } = tree(fields);
    return { body: left(body, without), key: idempotencyKey && String(idempotencyKey) };
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
  const late = new Promise((resolve) => (timer = setTimeout(resolve, Math.min(LONGEST, Math.max(patience - elapsed(), 0)), "request_timeout")));
  const bytes = await Promise.race([collect(reader, most), late]);
  clearTimeout(timer);
  if (typeof bytes === "string") reader.cancel().catch(() => {});
  return bytes;
}

async function collect(reader, most) {
  const chunks = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
      size += value.byteLength;
      if (size > most) return "payload_too_large";
      chunks.push(value);
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
      node = typeof next === "object" && !Array.isArray(next) ? next : (node[step] = Object.create(null));
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

// Records in Deno KV, which all isolates of a deployment share. What a store must promise: docs/edge.md, "A store of your own".
export async function kvStore(path) {
  const kv = await Deno.openKv(path);

  // `expireIn` is the earliest that a record goes; it may stay a while. Deno KV has no clock to ask, so that servers must
  // agree within ten seconds, as those of Deno Deploy do.
  async function read(name) {
    const { value, versionstamp } = await kv.get(name);
    return { text: value && Date.now() < value.until ? value.text : undefined, versionstamp };
  }

  return {
    async get(key) {
      return (await read(["kyclink", key])).text;
    },

    async swap(key, before, after, ttlMs) {
      const name = ["kyclink", key];
      for (;;) {
        const { text, versionstamp } = await read(name);
        if (text !== before) return false;
        const change = kv.atomic().check({ key: name, versionstamp });
        if (after === undefined) change.delete(name);
        else change.set(name, { text: after, until: Date.now() + ttlMs }, { expireIn: ttlMs });
        // Who was faster may have been the clock, which took an old record away: look again.
        if ((await change.commit()).ok) return true;
      }
    },
  };
}

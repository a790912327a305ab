// Records in Deno KV, which all isolates of a deployment share. docs/edge.md, "A store of your own", has the requirements.
export async function kvStore(path) {
  const kv = await Deno.openKv(path);

  // Deno KV may delete a record some time after `expireIn`. It has no clock of its own, so the clocks of the servers must agree
  // within ten seconds, as those of Deno Deploy do.
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
        // The record may have expired in between: try again.
        if ((await change.commit()).ok) return true;
      }
    },
  };
}

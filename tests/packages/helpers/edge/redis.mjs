/**
 * The part of Redis over HTTP that a store needs, written from the documentation of Upstash (a command as a JSON list
 * in a POST, a bearer token, `{ result }` or `{ error }`) and of Redis (EVAL: scripts are atomic). A Lua interpreter
 * runs the script.
 */

import { createServer } from "node:http";
import fengari from "fengari";

const { lua, lauxlib, lualib, to_jsstring, to_luastring } = fengari;
const TOKEN = "a_token";

/** `{ url, token, close }`. */
export async function startRedis() {
  const records = new Map();

  function command(name, ...words) {
    const [key, value, unit, ttl] = words;
    const live = (key) => (Date.now() < records.get(key)?.until ? records.get(key).value : null);
    switch (name) {
      case "GET":
        return live(key);
      case "SET":
        if (unit !== "PX" || !/^[1-9]\d*$/.test(ttl)) throw new Error("ERR value is not an integer or out of range");
        records.set(key, { value, until: Date.now() + Number(ttl) });
        return "OK";
      case "DEL":
        return Number(records.delete(key));
      case "EVAL":
        return run(command, words);
      default:
        throw new Error(`ERR unknown command '${name}'`);
    }
  }

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const reply = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return reply(401, { error: "Unauthorized" });
    try {
      reply(200, { result: command(...JSON.parse(Buffer.concat(chunks)).map(String)) });
    } catch ({ message }) {
      reply(400, { error: message });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, token: TOKEN, close };
}

/** EVAL: the script with KEYS and ARGV, and `redis.call`, which gives false where there is nothing. */
function run(command, [script, count, ...words]) {
  const state = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(state);
  const list = (name, values) => {
    lua.lua_newtable(state);
    for (const [at, value] of values.entries()) {
      lua.lua_pushstring(state, to_luastring(value));
      lua.lua_rawseti(state, -2, at + 1);
    }
    lua.lua_setglobal(state, to_luastring(name));
  };
  list("KEYS", words.slice(0, Number(count)));
  list("ARGV", words.slice(Number(count)));
  lua.lua_newtable(state);
  lua.lua_pushcfunction(state, (state) => {
    const given = Array.from({ length: lua.lua_gettop(state) }, (_, at) => to_jsstring(lua.lua_tostring(state, at + 1)));
    const result = command(...given);
    if (result === null) lua.lua_pushboolean(state, false);
    else lua.lua_pushstring(state, to_luastring(String(result)));
    return 1;
  });
  lua.lua_setfield(state, -2, to_luastring("call"));
  lua.lua_setglobal(state, to_luastring("redis"));
  if (lauxlib.luaL_dostring(state, to_luastring(script))) throw new Error(`ERR ${to_jsstring(lua.lua_tostring(state, -1))}`);
  return lua.lua_tonumber(state, -1);
}

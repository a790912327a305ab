/**
 * Real servers of databases for a test: each has a folder of its own, listens on a socket in it, and ends with the
 * test.
 */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratch } from "../install/index.mjs";
import { freePort, program } from "../programs/index.mjs";

const DEADLINE_MS = 60_000;

/** Starts a program and waits until `isReady` resolves. */
async function start(path, args, options, isReady) {
  const child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  const stop = () => child.kill("SIGKILL");
  process.on("exit", stop);
  // A test that fails must not wait for its server.
  for (const handle of [child, child.stdout, child.stderr]) handle.unref();
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (printed += data));
  for (const end = Date.now() + DEADLINE_MS; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`${path} does not start:\n${printed}`);
    if (await isReady()) break;
  }
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    stop();
    await once(child, "exit");
  };
}

/** Redis: `{ path, url, close }`, with the path of its socket. */
export async function startRedis() {
  const folder = scratch();
  const path = join(folder, "redis.sock");
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--unixsocket", path, "--save", "", "--dir", folder];
  // Debian's program is a link, and its name says what it does.
  const binary = realpathSync(program("redis"));
  const close = await start(binary, args, { argv0: "redis-server" }, () => existsSync(path));
  return { path, url: `redis://127.0.0.1:${port}`, close };
}

/** Postgres: `{ connection, url, close }`. It refuses to run as root, which a container often is. */
export async function startPostgres() {
  const folder = scratch();
  const data = join(folder, "data");
  const binary = realpathSync(program("postgres"));
  mkdirSync(data, { mode: 0o700 });
  const user = {};
  if (process.getuid() === 0) {
    const id = (flag) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
    Object.assign(user, { uid: id("-u"), gid: id("-g") });
    chmodSync(folder, 0o711);
    for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  }
  const initial = ["--pgdata", data, "--username=test", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
  execFileSync(join(dirname(binary), "initdb"), initial, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], ...user });
  const args = ["-D", data, "-F", "-c", "listen_addresses=", "-c", `unix_socket_directories=${folder}`];
  const isReady = async () => {
    const { default: pg } = await import("pg");
    const client = new pg.Client(connection(folder));
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    );
  };
  const close = await start(binary, args, { cwd: folder, ...user }, isReady);
  return { connection: connection(folder), url: `postgres://test@${encodeURIComponent(folder)}/postgres`, close };
}

const connection = (folder) => ({ host: folder, user: "test", database: "postgres" });

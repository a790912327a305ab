/** A registry on this machine that has the packages of some `node_modules`, for `npm install` without a network. */

import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";

const tar = (folder) =>
  promisify(execFile)(
    "tar",
    ["--create", "--use-compress-program=gzip -1", "--exclude=./node_modules", "--transform=s,^\\.,package,", "--directory", folder, "."],
    { encoding: "buffer", maxBuffer: 1 << 30 },
  );

/** The folders of the packages in a `node_modules`, as npm has listed them there. */
function foldersIn(modules) {
  const { packages } = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8"));
  return Object.keys(packages)
    .map((path) => join(modules, "..", path))
    .filter((folder) => existsSync(join(folder, "package.json")));
}

/**
 * @param {string[]} all the paths of folders `node_modules`
 * @returns the registry, with its `url`
 */
export async function startRegistry(all) {
  /** By name, and then by version: the folder, and what its package.json says. */
  const packages = new Map();
  for (const folder of all.flatMap(foldersIn)) {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const versions = packages.get(manifest.name) ?? new Map();
    if (!versions.has(manifest.version)) packages.set(manifest.name, versions.set(manifest.version, { folder, manifest }));
  }

  const server = createServer(async (request, response) => {
    const [name, version] = request.url.slice(1).split("/-/").map(decodeURIComponent);
    const versions = packages.get(name);
    if (!versions || (version && !versions.has(version))) return response.writeHead(404).end("{}");
    if (version) return response.end((await tar(versions.get(version).folder)).stdout);
    const described = [...versions].map(([version, { manifest }]) => {
      const tarball = `${url}/${encodeURIComponent(name)}/-/${version}`;
      return [version, { ...manifest, dist: { tarball } }];
    });
    const [[latest]] = described;
    response.end(JSON.stringify({ name, "dist-tags": { latest }, versions: Object.fromEntries(described) }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, close };
}

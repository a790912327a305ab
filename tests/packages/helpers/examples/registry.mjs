/** A registry on this machine that has the packages of some `node_modules`, for `npm install` without a network. */

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { internal } from "../install/index.mjs";

const { serve } = await internal("kit/testing/http.js");

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

  const { port, close } = await serve(0, async (request) => {
    const [name, version] = new URL(request.url).pathname.slice(1).split("/-/").map(decodeURIComponent);
    const versions = packages.get(name);
    if (!versions || (version && !versions.has(version))) return Response.json({}, { status: 404 });
    if (version) return new Response((await tar(versions.get(version).folder)).stdout);
    const described = [...versions].map(([version, { manifest }]) => {
      const tarball = `${url}/${encodeURIComponent(name)}/-/${version}`;
      return [version, { ...manifest, dist: { tarball } }];
    });
    const [[latest]] = described;
    return Response.json({ name, "dist-tags": { latest }, versions: Object.fromEntries(described) });
  });
  const url = `http://127.0.0.1:${port}`;
  return { url, close };
}

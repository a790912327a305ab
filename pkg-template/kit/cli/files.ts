/**
 * Writes files into a project without following a link: the project may come from somebody else, with a link to a file
 * of the user's own in the place of one that a command writes. Folders may be links, as `node_modules` often is: in one,
 * a command makes new files and replaces its own, and changes no other.
 */

import { constants } from "node:fs";
import { lstat, open, rename, rm } from "node:fs/promises";

/** Windows has no such flag; there, only an administrator makes links. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** Reads a file that is not a link; `undefined` if there is none. */
export async function readOwn(path: string) {
  const file = await openOwn(path, constants.O_RDONLY).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  return file?.readFile("utf8").finally(() => file.close());
}

/** Appends to a file that is not a link, or makes it, for its owner only. The file is the user's: it keeps its mode. */
export async function appendOwn(path: string, text: string) {
  const file = await openOwn(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
  await file.writeFile(text).finally(() => file.close());
}

/**
 * Replaces a file, or makes it, for its owner only. It is whole at every moment. A link that somebody makes after the
 * check is replaced as well, and not followed.
 */
export async function replaceOwn(path: string, text: string) {
  const known = await lstat(path).catch(() => undefined);
  if (known?.isSymbolicLink()) throw linkError(path);
  const written = `${path}.${crypto.randomUUID()}`;
  try {
    const file = await open(written, "wx", 0o600);
    await file.writeFile(text).finally(() => file.close());
    await rename(written, path);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}

async function openOwn(path: string, flags: number) {
  return open(path, flags | NO_FOLLOW, 0o600).catch((error) => {
    // FreeBSD has another code than the others.
    throw ["ELOOP", "EMLINK"].includes(error.code) ? linkError(path) : error;
  });
}

/** A file that is a link, which no command follows. */
export class LinkError extends Error {}

function linkError(path: string) {
  return new LinkError(`${path} is a link, which is not followed, so nothing was written: put a file in its place, or remove it`);
}

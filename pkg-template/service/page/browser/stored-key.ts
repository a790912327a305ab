// Keeps the idempotency key of a form in the tab. If the page is loaded again while a request is running, or after its
// response was lost, the form goes on with that key instead of creating a second customer.

/**
 * Returns the functions that read, write and remove the key of the form at this URL; anywhere else than at a form, that
 * of the one at the base path. It is not personal data.
 */
export function storedKey(base: string) {
  const path = location.pathname.replace(/\/$/, "");
  // To start again is another onboarding.
  const name = `kyclink:${path === `${base}/new` ? path : base}`;
  // A form that a post has brought back has the key of that post.
  const isPosted = path === `${base}/links`;
  return {
    read: () => (isPosted ? undefined : (inTab((storage) => storage.getItem(name)) ?? undefined)),
    write: (key: string) => (isPosted ? undefined : inTab((storage) => storage.setItem(name, key))),
    remove: () => inTab((storage) => storage.removeItem(name)),
  };
}

/** Uses the storage of the tab, if the browser allows that: some throw where cookies are blocked. */
function inTab<Result>(use: (storage: Storage) => Result): Result | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

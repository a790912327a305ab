/** Puts what came out where whoever drives the browser finds it. */
export async function show(promise) {
  document.documentElement.dataset.results = JSON.stringify(await promise);
}

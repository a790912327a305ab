/** Shows the results where the browser automation reads them. */
export async function show(promise) {
  document.documentElement.dataset.results = JSON.stringify(await promise);
}

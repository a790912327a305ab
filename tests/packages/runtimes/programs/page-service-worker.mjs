// A page that shows what its service worker has checked.
import { show } from "./show.mjs";

async function results() {
  const { installing, waiting, active } = await navigator.serviceWorker.register(`/worker.js${location.search}`);
  const { port1, port2 } = new MessageChannel();
  const response = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  (installing ?? waiting ?? active).postMessage(null, [port2]);
  return response;
}

show(results());

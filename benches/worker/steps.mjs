// The two calls of a Worker, without the network, in a loop: benches/worker/run.mjs measures the CPU time of the process.
import { exchanges } from "../exchanges.mjs";
import { off, record } from "./tapes.mjs";

const SAMPLES = 10;

/** Returns a Worker that makes a call as often as the request says, with parts of it off. */
export function stepsWorker(callsWith) {
  let calls;
  return {
    async fetch(request, env) {
      calls ??= { nothing: () => {}, ...callsWith({ apiKey: env.KEY, baseUrl: env.PROVIDER }) };
      const { step, without, count } = await request.json();
      const call = calls[step];
      for (const { input, response } of exchanges.slice(0, SAMPLES)) {
        // As a client passes a response on: without headers.
        const exchange = { input, response: { ...response, headers: {} } };
        record(() => call(exchange));
        for (const part of without) off[part] = true;
        for (let i = 0; i < count / SAMPLES; i++) call(exchange);
        for (const part of without) off[part] = false;
      }
      return new Response("done", { status: 201 });
    },
  };
}

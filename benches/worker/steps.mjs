// The steps of a Worker without the network, run in a loop: benches/worker/run.mjs measures the CPU time of the process.
import { exchanges } from "../exchanges.mjs";
import { off, record, stubFetch } from "./tapes.mjs";

const SAMPLES = 10;

/** Returns a Worker that runs a step as often as the request says, with parts of it off. */
export function stepsWorker(implementation) {
  let steps;
  return {
    async fetch(request, env) {
      steps ??= { nothing: () => {}, ...implementation({ apiKey: env.KEY, baseUrl: env.PROVIDER }) };
      const { step, without, count } = await request.json();
      const run = steps[step];
      for (const { input, response } of exchanges.slice(0, SAMPLES)) {
        stubFetch(response);
        // As a client passes a response on: without headers.
        const exchange = { input, response: { ...response, headers: {} } };
        await record(() => run(exchange));
        for (const part of without) off[part] = true;
        for (let i = 0; i < count / SAMPLES; i++) await run(exchange);
        for (const part of without) off[part] = false;
      }
      return new Response("done", { status: 201 });
    },
  };
}

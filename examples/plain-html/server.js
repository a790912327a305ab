// Serves this folder's page and the handler below /kyc, so that both have one origin.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createHandler, limitBy, memoryStore } from "kyclink/edge";
import { toNodeHandler } from "kyclink/node";
import { onboardingPage } from "kyclink/page";

const { COOKIE_SECRET, ORIGIN, PORT, SPHEREPAY_API_KEY, SPHEREPAY_BASE_URL, SPHEREPAY_WEBHOOK_SECRET } = process.env;

const store = memoryStore();
const handler = toNodeHandler(
  createHandler({
    id: "kyc", // stays when the API key changes
    provider: "spherepay",
    spherepay: {
      apiKey: SPHEREPAY_API_KEY,
      baseUrl: SPHEREPAY_BASE_URL,
      webhookSecret: SPHEREPAY_WEBHOOK_SECRET,
      profiles: ["kyc_profile_a"],
    },
    allowedOrigins: [ORIGIN],
    cookieSecret: COOKIE_SECRET,
    store, // for one process; several need a store that they share
    page: onboardingPage(), // the status, and the form for browsers without script
    rateLimit: limitBy({ store }), // behind a proxy, pass { trustProxy: 1 } to toNodeHandler
  }),
);

/** The page, its script and the package's modules. */
const FILES = /^\/(index\.html|main\.js|node_modules\/kyclink\/dist\/[\w/-]+\.js)$/;

createServer(async (request, response) => {
  const path = request.url === "/" ? "/index.html" : request.url;
  if (/^\/kyc(?:[/?]|$)/.test(path)) return handler(request, response);
  const content = FILES.test(path) && (await readFile(new URL(`.${path}`, import.meta.url)).catch(() => undefined));
  if (!content) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": path.endsWith(".html") ? "text/html" : "text/javascript" }).end(content);
}).listen(Number(PORT ?? 8787), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}/`);
});

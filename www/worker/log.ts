/** The Worker's log: one line per request and its response, without headers and without personal data. */

/** Fields whose value is logged if it is a single word: it comes from a fixed list and is not personal data. */
const LOGGED_FIELDS = new Set(["type", "customerType", "country", "status", "kycStatus", "kybStatus", "provider", "code", "field", "next"]);
const WORD = /^[A-Za-z_.]+$/;

/** Logs a browser's request and the response. */
export function logResponse(request: Request, response: Response): void {
  const { pathname } = new URL(request.url);
  console.log(`browser  ${request.method} ${pathname} → ${response.status}`);
}

/** Fetches, and logs one line per request to the provider. */
export async function fetchAndLog(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const line = `provider ${init?.method ?? "GET"} ${pathOf(String(url))}${masked(init?.body)}`;
  try {
    const response = await fetch(url, init);
    console.log(`${line} → ${response.status}${masked(await response.clone().text())}`);
    return response;
  } catch (error) {
    console.log(`${line} → no response`);
    throw error;
  }
}

/** Logs the code of an error, not its cause, which may contain what a person has typed; what is wrong with the options. */
export function logError(error: unknown, route: string): void {
  const { code, name, message } = error as { code?: string; name?: string; message: string };
  console.error(`error    ${route}: ${code === "invalid_config" ? message : (code ?? name)}`);
}

/** Returns the path without the customer's ID. */
function pathOf(url: string): string {
  return new URL(url).pathname.replace(/(?<=\/customers?\/)(?!kyc-link$)[^/]+/, "{customerId}");
}

function masked(body: unknown): string {
  if (typeof body !== "string" || body === "") return "";
  try {
    return ` ${JSON.stringify(JSON.parse(body), (key, value) => (typeof value === "object" || (LOGGED_FIELDS.has(key) && WORD.test(value)) ? value : "•••"))}`;
  } catch {
    return " •••";
  }
}

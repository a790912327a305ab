/** Logs requests and responses in the Worker: method, path and status, no headers, and bodies without personal data. */

/** The fields whose value is logged if it is a single word: they have fixed values and contain no personal data. */
const TOLD = new Set(["type", "customerType", "country", "status", "kycStatus", "kybStatus", "provider", "code", "field", "next"]);
const WORD = /^[A-Za-z_.]+$/;

/** Logs a browser's request and our response. */
export function toldAnswer(request: Request, response: Response): void {
  const { pathname } = new URL(request.url);
  console.log(`browser  ${request.method} ${pathname} → ${response.status}`);
}

/** `fetch`, with a log line for each request to the provider. */
export async function toldFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const line = `provider ${init?.method ?? "GET"} ${pathOf(String(url))}${masked(init?.body)}`;
  try {
    const response = await fetch(url, init);
    console.log(`${line} → ${response.status}${masked(await response.clone().text())}`);
    return response;
  } catch (error) {
    console.log(`${line} → no answer`);
    throw error;
  }
}

/** Logs the code of an error, but not its cause, which may contain what a person typed. */
export function toldError(error: unknown, route: string): void {
  const { code, name } = error as { code?: string; name?: string };
  console.error(`error    ${route}: ${code ?? name}`);
}

/** Returns the path with the customer id replaced. */
function pathOf(url: string): string {
  return new URL(url).pathname.replace(/(?<=\/customers?\/)(?!kyc-link$)[^/]+/, "{customerId}");
}

function masked(body: unknown): string {
  if (typeof body !== "string" || body === "") return "";
  try {
    return ` ${JSON.stringify(JSON.parse(body), (key, value) => (typeof value === "object" || (TOLD.has(key) && WORD.test(value)) ? value : "•••"))}`;
  } catch {
    return " •••";
  }
}

/** What passes, told in the Worker's log: who asked what and what came of it. No header, and of a body only what is nobody's. */

/** What is told where it is a single word: those of a fixed list, and no person's. */
const TOLD = new Set(["type", "customerType", "country", "status", "kycStatus", "kybStatus", "provider", "code", "field", "next"]);
const WORD = /^[A-Za-z_.]+$/;

/** A browser's request and our answer. */
export function toldAnswer(request: Request, response: Response): void {
  const { pathname } = new URL(request.url);
  console.log(`browser  ${request.method} ${pathname} → ${response.status}`);
}

/** fetch, with a line for each exchange with the provider. */
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

/** The code of an error and not its cause, which may hold what a person has typed. */
export function toldError(error: unknown, route: string): void {
  const { code, name } = error as { code?: string; name?: string };
  console.error(`error    ${route}: ${code ?? name}`);
}

/** The path without the customer in it. */
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

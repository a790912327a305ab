// `kyclink/testing/vitest`, without a test runner: the runtimes' tests compile the same with vitest.
import { createSandbox, matchers, startSandbox } from "kyclink/testing";
import "kyclink/testing/vitest";

/** What `expect.extend` of vitest and Jest takes. */
type Extensions = Record<string, (received: never, ...expected: never[]) => { pass: boolean; message: () => string }>;
export const extensions: Extensions = matchers;

declare const expect: (value: unknown) => jest.Matchers<void, unknown>;
expect(1).toHaveErrorCode("invalid_request");
expect(1).toHaveIssue("email_format", "/email");
expect(createSandbox()).toHaveRequested({ provider: "grid", status: 201 }, 1);
expect(createSandbox()).toHaveCustomer();
createSandbox({
  clock: undefined,
  ids: undefined,
  onRequest: undefined,
  grid: { regulated: undefined },
  bridge: undefined,
}).nextFailure(429, { times: undefined, match: undefined, retryAfter: undefined });
startSandbox({ port: undefined, forward: undefined, provider: undefined });
// @ts-expect-error: the code of an issue
expect(1).toHaveErrorCode("email_format");
// @ts-expect-error: misspelt
expect(1).toHaveIssue("email_formatt");
// @ts-expect-error: no such provider
expect(createSandbox()).toHaveRequested({ provider: "stripe" });
// @ts-expect-error: no such matcher
expect(1).toHaveNothing();

const sandbox = createSandbox({
  clock: Date,
  grid: { errors: "specified", regulated: true },
  onRequest: ({ status }) => status?.toFixed(),
});
sandbox.nextFailure("hang", { times: 2, match: ({ provider }) => provider === "grid" });
export const secret: Promise<string> = sandbox.signWebhook("spherepay", { id: "event_1" }).then((signed) => signed.secret);
// @ts-expect-error: Grid signs with a key pair
void sandbox.signWebhook("grid", {}).then((signed) => signed.secret);
// @ts-expect-error: no such failure
sandbox.nextFailure(404);
// @ts-expect-error: no such decision
void sandbox.complete("customer_1", "approved");

// What the examples in doc comments take for granted: values of the reader's own program, and of other packages.

interface Env extends Record<"SPHEREPAY_API_KEY" | "GRID_CLIENT_ID" | "GRID_CLIENT_SECRET" | "BRIDGE_API_KEY" | "COOKIE_SECRET", string> {
  KYCLINK: Parameters<typeof import("kyclink/cloudflare").durableObjectStore>[0];
  LIMITER: { limit(options: { key: string }): Promise<{ success: boolean }> };
  VISITS: { limit(options: { key: string }): Promise<{ success: boolean }> };
}

declare const env: Env;
declare const config: import("kyclink/edge").Config;
declare const clientId: string;
declare const clientSecret: string;
declare const cookieSecret: string;
declare const secret: string;
declare const customerId: string;
declare const idempotencyKey: string;
declare const body: string;
declare const url: string;
declare const client: import("kyclink").Client<"spherepay">;
declare const applicant: import("kyclink").Applicant;
declare let link: import("kyclink").KycLink;
declare const issue: import("kyclink").Issue;
declare const issues: import("kyclink").Issue[];
declare const error: unknown;
declare const sentAt: number;
declare const answeredBy: number;
declare const request: Request;
declare const response: Response;
declare const form: HTMLFormElement;
declare const container: HTMLElement;
declare const sandbox: import("kyclink/testing").Sandbox;
declare const texts: import("kyclink/page").PageTexts;
declare const names: import("kyclink").Names;
declare const expect: ((value: unknown) => import("kyclink/testing").MatchersOf<void>) & { extend(matchers: object): void };
declare const pool: import("kyclink/stores/postgres").PostgresPool;
declare const store: import("kyclink/edge").Store;
declare function wait(ms: number | undefined): Promise<void>;
declare function show(...values: unknown[]): void;
declare function writeFile(path: string, contents: string | Uint8Array): Promise<void>;
declare function useForm(options: { resolver: unknown }): void;
declare function standardSchemaResolver(schema: { readonly "~standard": { readonly version: 1 } }): unknown;
declare const Deno: {
  serve(handler: (request: Request) => Response | Promise<Response>): void;
  openKv(): Promise<import("kyclink/stores/deno-kv").DenoKv>;
};

declare module "kyclink/kyclink.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "kyclink/kyclink.wasm?url" {
  const url: string;
  export default url;
}

declare namespace JSX {
  interface IntrinsicElements {
    [name: string]: Record<string, unknown>;
  }
}
declare const acme: import("kyclink/provider").OwnProvider;
declare const createWorld: () => import("kyclink/testing").ProviderWorld;

/** Each entry point exports what its declarations promise, with types that agree, and nothing else. */

import * as testing from "../../../pkg-template/kit/testing/index.ts";
import * as main from "../../../pkg-template/module/entry/inline.ts";
import * as slim from "../../../pkg-template/module/entry/slim.ts";
import * as form from "../../../pkg-template/module/form.ts";
import * as cloudflare from "../../../pkg-template/service/cloudflare/index.ts";
import * as edge from "../../../pkg-template/service/edge/inline.ts";
import * as pageClient from "../../../pkg-template/service/page/client.ts";
import * as provider from "../../../pkg-template/service/provider/index.ts";
import * as didit from "../../../pkg-template/service/providers/didit.ts";
import * as due from "../../../pkg-template/service/providers/due.ts";
import * as stripeIdentity from "../../../pkg-template/service/providers/stripe-identity.ts";
import * as sumsub from "../../../pkg-template/service/providers/sumsub.ts";
import * as react from "../../../pkg-template/service/react/index.ts";
import * as denoKv from "../../../pkg-template/service/stores/deno-kv.ts";
import * as postgres from "../../../pkg-template/service/stores/postgres.ts";
import * as redis from "../../../pkg-template/service/stores/redis.ts";
import * as messages from "../../../target/parts/dist/module/messages/de.ts";
import * as localNames from "../../../target/parts/dist/module/names/de.ts";
import * as names from "../../../target/parts/dist/module/names/en.ts";

main satisfies typeof import("../../../pkg-template/types/index.js");
slim satisfies typeof import("../../../pkg-template/types/slim.js");
form satisfies FormOf<typeof import("../../../pkg-template/types/form.js")>;
edge satisfies typeof import("../../../pkg-template/types/edge.js");
cloudflare satisfies typeof import("../../../pkg-template/types/cloudflare.js");
pageClient satisfies typeof import("../../../pkg-template/types/page-client.js");
// Packing ends each declaration file with a list of exports, without which its unmarked symbol counts as one.
provider satisfies Omit<typeof import("../../../pkg-template/types/provider.js"), "clientOfOwn">;
due satisfies typeof import("../../../pkg-template/types/providers/due.js");
sumsub satisfies typeof import("../../../pkg-template/types/providers/sumsub.js");
didit satisfies typeof import("../../../pkg-template/types/providers/didit.js");
stripeIdentity satisfies typeof import("../../../pkg-template/types/providers/stripe-identity.js");
react satisfies typeof import("../../../pkg-template/types/react.js");
denoKv satisfies typeof import("../../../pkg-template/types/stores-deno-kv.js");
postgres satisfies typeof import("../../../pkg-template/types/stores-postgres.js");
redis satisfies typeof import("../../../pkg-template/types/stores-redis.js");
testing satisfies typeof import("../../../pkg-template/types/testing.js");
names satisfies typeof import("../../../pkg-template/types/names.js");
localNames satisfies typeof import("../../../pkg-template/types/names-local.js");
messages satisfies typeof import("../../../pkg-template/types/messages.js");

/** Inside, the form's functions are the main entry's, which take more operations. */
type FormOf<Entry> = { [Name in keyof Entry]: Name extends keyof Rules ? Rules[Name] : Entry[Name] };
type Rules = typeof import("../../../pkg-template/types/rules.js");

type Undeclared<Actual, Declared> = Exclude<keyof Actual, keyof Declared>;

const undeclared: Extra[number][] = [];
undeclared satisfies never[];

type Extra = [
  Undeclared<typeof main, typeof import("../../../pkg-template/types/index.js")>,
  Undeclared<typeof slim, typeof import("../../../pkg-template/types/slim.js")>,
  Undeclared<typeof form, typeof import("../../../pkg-template/types/form.js")>,
  Undeclared<typeof edge, typeof import("../../../pkg-template/types/edge.js")>,
  Undeclared<typeof cloudflare, typeof import("../../../pkg-template/types/cloudflare.js")>,
  Undeclared<typeof pageClient, typeof import("../../../pkg-template/types/page-client.js")>,
  Undeclared<typeof provider, typeof import("../../../pkg-template/types/provider.js")>,
  Undeclared<typeof due, typeof import("../../../pkg-template/types/providers/due.js")>,
  Undeclared<typeof sumsub, typeof import("../../../pkg-template/types/providers/sumsub.js")>,
  Undeclared<typeof didit, typeof import("../../../pkg-template/types/providers/didit.js")>,
  Undeclared<typeof stripeIdentity, typeof import("../../../pkg-template/types/providers/stripe-identity.js")>,
  Undeclared<typeof react, typeof import("../../../pkg-template/types/react.js")>,
  Undeclared<typeof denoKv, typeof import("../../../pkg-template/types/stores-deno-kv.js")>,
  Undeclared<typeof postgres, typeof import("../../../pkg-template/types/stores-postgres.js")>,
  Undeclared<typeof redis, typeof import("../../../pkg-template/types/stores-redis.js")>,
  Undeclared<typeof testing, typeof import("../../../pkg-template/types/testing.js")>,
  Undeclared<typeof names, typeof import("../../../pkg-template/types/names.js")>,
  Undeclared<typeof localNames, typeof import("../../../pkg-template/types/names-local.js")>,
  Undeclared<typeof messages, typeof import("../../../pkg-template/types/messages.js")>,
];

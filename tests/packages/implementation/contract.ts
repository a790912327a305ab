/** Each entry point exports what its declarations promise, with types that agree, and nothing else. */

import * as testing from "../../../target/package/dist/kit/testing/index.js";
import * as main from "../../../target/package/dist/module/entry/inline.js";
import * as slim from "../../../target/package/dist/module/entry/slim.js";
import * as form from "../../../target/package/dist/module/form.js";
import * as messages from "../../../target/package/dist/module/messages/de.js";
import * as localNames from "../../../target/package/dist/module/names/de.js";
import * as names from "../../../target/package/dist/module/names/en.js";
import * as cloudflare from "../../../target/package/dist/service/cloudflare/index.js";
import * as edge from "../../../target/package/dist/service/edge/inline.js";
import * as pageClient from "../../../target/package/dist/service/page/client.js";
import * as provider from "../../../target/package/dist/service/provider/index.js";
import * as didit from "../../../target/package/dist/service/providers/didit.js";
import * as due from "../../../target/package/dist/service/providers/due.js";
import * as stripeIdentity from "../../../target/package/dist/service/providers/stripe-identity.js";
import * as sumsub from "../../../target/package/dist/service/providers/sumsub.js";
import * as react from "../../../target/package/dist/service/react/index.js";
import * as denoKv from "../../../target/package/dist/service/stores/deno-kv.js";
import * as postgres from "../../../target/package/dist/service/stores/postgres.js";
import * as redis from "../../../target/package/dist/service/stores/redis.js";

main satisfies typeof import("../../../target/package/dist/types/index.js");
slim satisfies typeof import("../../../target/package/dist/types/slim.js");
form satisfies FormOf<typeof import("../../../target/package/dist/types/form.js")>;
edge satisfies typeof import("../../../target/package/dist/types/edge.js");
cloudflare satisfies typeof import("../../../target/package/dist/types/cloudflare.js");
pageClient satisfies typeof import("../../../target/package/dist/types/page-client.js");
provider satisfies typeof import("../../../target/package/dist/types/provider.js");
due satisfies typeof import("../../../target/package/dist/types/providers/due.js");
sumsub satisfies typeof import("../../../target/package/dist/types/providers/sumsub.js");
didit satisfies typeof import("../../../target/package/dist/types/providers/didit.js");
stripeIdentity satisfies typeof import("../../../target/package/dist/types/providers/stripe-identity.js");
react satisfies typeof import("../../../target/package/dist/types/react.js");
denoKv satisfies typeof import("../../../target/package/dist/types/stores-deno-kv.js");
postgres satisfies typeof import("../../../target/package/dist/types/stores-postgres.js");
redis satisfies typeof import("../../../target/package/dist/types/stores-redis.js");
testing satisfies typeof import("../../../target/package/dist/types/testing.js");
names satisfies typeof import("../../../target/package/dist/types/names.js");
localNames satisfies typeof import("../../../target/package/dist/types/names-local.js");
messages satisfies typeof import("../../../target/package/dist/types/messages.js");

/** Inside, the form's functions are the main entry's, which take more operations. */
type FormOf<Entry> = { [Name in keyof Entry]: Name extends keyof Rules ? Rules[Name] : Entry[Name] };
type Rules = typeof import("../../../target/package/dist/types/rules.js");

type Undeclared<Actual, Declared> = Exclude<keyof Actual, keyof Declared>;

const undeclared: Extra[number][] = [];
undeclared satisfies never[];

type Extra = [
  Undeclared<typeof main, typeof import("../../../target/package/dist/types/index.js")>,
  Undeclared<typeof slim, typeof import("../../../target/package/dist/types/slim.js")>,
  Undeclared<typeof form, typeof import("../../../target/package/dist/types/form.js")>,
  Undeclared<typeof edge, typeof import("../../../target/package/dist/types/edge.js")>,
  Undeclared<typeof cloudflare, typeof import("../../../target/package/dist/types/cloudflare.js")>,
  Undeclared<typeof pageClient, typeof import("../../../target/package/dist/types/page-client.js")>,
  Undeclared<typeof provider, typeof import("../../../target/package/dist/types/provider.js")>,
  Undeclared<typeof due, typeof import("../../../target/package/dist/types/providers/due.js")>,
  Undeclared<typeof sumsub, typeof import("../../../target/package/dist/types/providers/sumsub.js")>,
  Undeclared<typeof didit, typeof import("../../../target/package/dist/types/providers/didit.js")>,
  Undeclared<typeof stripeIdentity, typeof import("../../../target/package/dist/types/providers/stripe-identity.js")>,
  Undeclared<typeof react, typeof import("../../../target/package/dist/types/react.js")>,
  Undeclared<typeof denoKv, typeof import("../../../target/package/dist/types/stores-deno-kv.js")>,
  Undeclared<typeof postgres, typeof import("../../../target/package/dist/types/stores-postgres.js")>,
  Undeclared<typeof redis, typeof import("../../../target/package/dist/types/stores-redis.js")>,
  Undeclared<typeof testing, typeof import("../../../target/package/dist/types/testing.js")>,
  Undeclared<typeof names, typeof import("../../../target/package/dist/types/names.js")>,
  Undeclared<typeof localNames, typeof import("../../../target/package/dist/types/names-local.js")>,
  Undeclared<typeof messages, typeof import("../../../target/package/dist/types/messages.js")>,
];

/**
 * What has to work in every runtime. It imports nothing, so that each program chooses how to import the package, and it
 * returns plain data.
 */

const PERSON = {
  type: "individual",
  firstName: "Jane",
  lastName: "Smith",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "US" },
};
const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1", city: "Gibraltar", postalCode: "GX11 1AA", country: "GI" },
};
const WRONG = { ...APPLICANT, email: "jane@", phone: "0415", address: { ...APPLICANT.address, country: "ZZ" } };
// The programs also run in pages.
const GRID = { clientId: "id", clientSecret: "secret", baseUrl: "https://proxy.example.com/grid", dangerouslyAllowBrowser: true };
const CREDENTIALS = { spherepay: { apiKey: "key" }, grid: { clientId: "id", clientSecret: "secret" } };
const LINK = {
  provider: "spherepay",
  customerId: "customer_1",
  kycUrl: "https://in.sumsub.com/websdk/p/sbx_1",
  expiresAt: "2026-03-09T20:46:31.305Z",
  expiresAtMs: 1773089191305,
};
const ANSWER = JSON.stringify({ customerId: LINK.customerId, url: LINK.kycUrl, expiresAt: LINK.expiresAt });
// Signed by OpenSSL's HMAC and not by the package or its sandbox.
const DELIVERY = {
  body: '{"id":"event_1","name":"customer.kyc.successful","data":{"customer":{"id":"customer_1a","name":"Zoë"}},"created":"2026-01-02T03:04:05Z"}',
  headers: { signature: "e49d9ba302003fd8e1ae8a1b6f5208d527369196858e92c29e1370f7c8cc65ce" },
  secret: "secret_1f2e3d",
};

/** By the column's name; a check is left out where the program imports nothing of what it is about. */
const CHECKS = {
  import: (same, packages) => {
    const expected = {
      kyclink: "buildRequest onboard verifyWebhook",
      form: "countries fieldProps validate",
      testing: "CONTACT_CODE createSandbox",
      slim: "init validate",
      edge: "createHandler memoryStore",
      cloudflare: "KycLinkStore durableObjectStore",
      names: "ar de en es fr ja pt zh",
    };
    for (const [name, api] of Object.entries(packages))
      same(
        `the names of ${name}`,
        expected[name].split(" ").filter((name) => !api[name]),
        [],
      );
  },

  validate: (same, { kyclink, slim }) => {
    for (const api of [kyclink, slim]) if (api) validate(same, api);
  },

  build: (same, { kyclink }) => {
    if (!kyclink) return;
    const customer = { customerType: "INDIVIDUAL", fullName: "Zoë Müller", platformCustomerId: "a" };
    same("a body", kyclink.buildRequest("grid.createCustomer", customer, GRID), {
      method: "POST",
      url: "https://proxy.example.com/grid/customers",
      headers: { Authorization: "Basic aWQ6c2VjcmV0", "Content-Type": "application/json" },
      body: '{"customerType":"INDIVIDUAL","platformCustomerId":"a","fullName":"Zoë Müller"}',
    });
    same(
      "none",
      kyclink.buildRequest(
        "spherepay.createKycLink",
        { customerId: "customer_1" },
        { apiKey: "key", environment: "sandbox", dangerouslyAllowBrowser: true },
      ),
      {
        method: "POST",
        url: "https://api.sandbox.spherepay.co/v2/customer/customer_1/kyc-link",
        headers: { Authorization: "Bearer key" },
      },
    );
  },

  parse: (same, { kyclink }) => {
    if (!kyclink) return;
    const parse = (body) =>
      kyclink.parseResponse("spherepay.createKycLink", { status: 201, headers: {}, body }, { customerId: "customer_1" });
    same("a link", parse(ANSWER), LINK);
    same(
      "a link that is not safe",
      codeOf(() => parse(ANSWER.replace("https:", "http:"))),
      "unexpected_response",
    );
  },

  client: async (same, { kyclink }) => {
    if (!kyclink) return;
    const sent = [];
    const fetch = async (url, { method, headers, body, redirect }) => {
      sent.push([method, url, new Headers(headers).get("authorization"), body ?? null, redirect]);
      return new Response(ANSWER, { status: 201 });
    };
    const client = kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch, dangerouslyAllowBrowser: true });
    same("the link", await client.createKycLink({ customerId: "customer_1" }), LINK);
    same("what was sent", sent, [
      ["POST", "https://api.sandbox.spherepay.co/v2/customer/customer_1/kyc-link", "Bearer key", null, "manual"],
    ]);
    const lost = kyclink.grid({ ...GRID, fetch: () => Promise.reject("gone") });
    same(
      "a fetch that rejects with no Error",
      await lost.createCustomer({ customerType: "INDIVIDUAL" }).catch(({ code }) => code),
      "outcome_unknown",
    );
  },

  webhook: async (same, { kyclink, testing }) => {
    if (!kyclink) return;
    const kind = (provider, delivery) =>
      kyclink.verifyWebhook(provider, delivery).then(
        ({ kind }) => kind,
        ({ code }) => code,
      );
    same("HMAC, text", await kind("spherepay", DELIVERY), "kyc_approved");
    same("HMAC, bytes", await kind("spherepay", { ...DELIVERY, body: new TextEncoder().encode(DELIVERY.body) }), "kyc_approved");
    same(
      "another body",
      await kind("spherepay", { ...DELIVERY, body: DELIVERY.body.replace("successful", "rejected") }),
      "webhook_signature",
    );
    if (!testing) return;
    const event = { id: "Webhook:1", type: "CUSTOMER.KYC_APPROVED", timestamp: "2026-01-02T03:04:05Z", data: { id: "Customer:1" } };
    const signed = await testing.createSandbox().signWebhook("grid", event);
    same("ECDSA", await kind("grid", signed), "kyc_approved");
    same("ECDSA, another body", await kind("grid", { ...signed, body: signed.body.replace("APPROVED", "REJECTED") }), "webhook_signature");
  },

  edge: async (same, { edge, testing }) => {
    if (!edge || !testing) return;
    const sandbox = testing.createSandbox();
    const origin = "https://app.example.com";
    const config = {
      provider: "spherepay",
      spherepay: { apiKey: "key", baseUrl: sandbox.baseUrls.spherepay },
      fetch: sandbox.fetch,
      allowedOrigins: [origin],
      cookieSecret: "a-secret-of-more-than-thirty-two-bytes",
      store: edge.memoryStore(),
      rateLimit: "none",
    };
    // It has no way to run in a page or its service worker, and needs none.
    if (typeof document !== "undefined" || typeof ServiceWorkerRegistration !== "undefined")
      return same(
        "in a page",
        codeOf(() => edge.createHandler(config)),
        "secret_in_browser",
      );
    const handler = edge.createHandler(config);
    const applicant = JSON.stringify({
      ...PERSON,
      firstName: undefined,
      lastName: undefined,
      address: { ...PERSON.address, country: "USA" },
    });
    const post = (from) =>
      handler(
        new Request(`${origin}/kyc/links`, {
          method: "POST",
          headers: { origin: from, "content-type": "application/json" },
          body: applicant,
        }),
      );
    const made = await post(origin);
    same("a link", [made.status, (await made.json()).provider], [201, "spherepay"]);
    const cookie = made.headers.get("set-cookie").split(";")[0];
    const status = await handler(new Request(`${origin}/kyc/status`, { headers: { cookie } }));
    same("its status", (await status.json()).status, "incomplete");
    same("another site's post", (await post("https://evil.example")).status, 403);
  },

  form: (same, { form }) => {
    if (!form) return;
    validate(same, form);
    same(
      "countries",
      form.countries({ locale: "en" }).find(({ alpha2 }) => alpha2 === "DE"),
      { alpha3: "DEU", alpha2: "DE", callingCode: "49", name: "Germany" },
    );
    same(
      "the rows of an address",
      form.addressFields("JP").map(({ field }) => field),
      ["postalCode", "state", "line1", "line2"],
    );
    same("a control", form.fieldProps("grid.onboard", "phone").autocomplete, "tel");
  },

  sandbox: async (same, { kyclink, testing }) => {
    if (!kyclink || !testing) return;
    const sandbox = testing.createSandbox();
    for (const [name, credentials] of Object.entries(CREDENTIALS)) {
      const client = kyclink[name]({
        ...credentials,
        baseUrl: sandbox.baseUrls[name],
        fetch: sandbox.fetch,
        dangerouslyAllowBrowser: true,
      });
      const { kind, link } = await kyclink.onboard(client, {
        ...PERSON,
        ...(name === "spherepay" && { firstName: undefined, lastName: undefined }),
      });
      same(`${name}: onboard`, [kind, link.provider, kyclink.isExpired(link)], ["link", name, false]);
      same(`${name}: the person`, (await sandbox.finishLink(link.kycUrl, "approve")).finished, true);
    }
    same(
      "the customers",
      sandbox.customers().map(({ status }) => status),
      ["approved", "APPROVED"],
    );
  },

  error: (same, { kyclink, form }) => {
    for (const api of [kyclink, form].filter(Boolean)) {
      const error = thrown(() => api.normalize("nobody.nothing", {}));
      same(
        "the class",
        [error instanceof api.KycLinkError, error instanceof Error, api.isKycLinkError(error), error.name],
        [true, true, true, "KycLinkError"],
      );
      same("its JSON", [error.code, JSON.parse(JSON.stringify(error)).code], ["invalid_config", "invalid_config"]);
    }
    if (kyclink && form) same("another copy's", kyclink.isKycLinkError(new form.KycLinkError("network")), true);
  },

  globals: (same, _packages, before) =>
    same(
      "new ones",
      Reflect.ownKeys(globalThis)
        .filter((key) => !before.has(key))
        .map(String),
      [],
    ),
};

function validate(same, api) {
  same("right", api.validate("spherepay.onboard", APPLICANT), {
    ok: true,
    value: { ...APPLICANT, address: { ...APPLICANT.address, country: "GIB" } },
    warnings: [],
  });
  same(
    "wrong",
    api.validate("spherepay.onboard", WRONG).issues.map(({ code, pointer }) => [code, pointer]),
    [
      ["email_format", "/email"],
      ["phone_format", "/phone"],
      ["country_unknown", "/address/country"],
    ],
  );
}

function thrown(act) {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

const codeOf = (act) => thrown(act).code;

/**
 * Runs all checks on what a program imported: `kyclink`, `form`, `testing`, `slim`, each or not. `before` are the names
 * of the globals before that. `counts` says how often each check looked, `failed` what it saw instead.
 */
export async function run({ before, ...packages }) {
  const counts = {};
  const failed = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    const same = (what, actual, expected) => {
      counts[name] = (counts[name] ?? 0) + 1;
      const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
      if (found !== wanted) failed.push(`${name}, ${what}: ${found} and not ${wanted}`);
    };
    try {
      await check(same, packages, before);
    } catch (error) {
      failed.push(`${name}: ${error?.code} ${error?.message ?? error}`);
    }
  }
  return { counts, failed };
}

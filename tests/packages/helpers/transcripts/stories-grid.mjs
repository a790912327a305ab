/** Stories of Grid's sandbox: what order and time decide, and what only its prose says. */

import { BUSINESS, DAY, EU_INDIVIDUAL, HOUR, INDIVIDUAL, key } from "../sandbox/harness.mjs";

const ACME = { ...BUSINESS, platformCustomerId: "acme" };
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const basic = (text) => ({ authorization: `Basic ${btoa(text)}` });
const create = ({ call }, body = INDIVIDUAL) => call("POST", "/customers", body);

/** What each story of Grid does, by its title. */
export const GRID = {
  async "the platform"({ call, wait }) {
    for (const path of ["/config", "/customers/end-user-terms"]) await call("GET", path);
    wait(DAY);
    await call("GET", "/config");
  },

  /** The paths of every provider are compared by one function. */
  async "a path that is nearly right"(recorder) {
    const { id } = await create(recorder);
    for (const end of [`${id}/`, "", id.replace("0", "%30"), id.replace("4", "5"), `${id}0`, "%"])
      await recorder.call("GET", `/customers/${end}`);
  },

  async credentials({ call }) {
    const texts = [
      "id:secret",
      "id:with:colons",
      "id:with\nlines",
      "i>d?:s>e?",
      "a:b",
      "a:bc",
      ":secret",
      "id:",
      ":",
      "wrong:id",
      "id:wrong ",
    ];
    for (const text of texts) await call("GET", "/customers", undefined, basic(text));
    for (const authorization of [
      basic("a:b").authorization.replace("Basic", "basic"),
      "Basic",
      "Basic YTpi YTpi",
      "Basic YTpi===",
      "Basic YTp",
    ])
      await call("GET", "/customers", undefined, { authorization });
  },

  async "contacts must be verified in these countries"({ send, lines }) {
    const found = { region: [], address: [], businessInfo: [] };
    for (const country of LETTERS.flatMap((first) => LETTERS.map((second) => first + second))) {
      const post = async (body) => JSON.parse((await send("POST", "/customers", body)).body).contactVerification !== undefined;
      const contacts = { email: "jane@example.com", phoneNumber: "+14155550123" };
      const contact = { primaryContactFirstName: "Jane", primaryContactLastName: "Smith" };
      const [person, business] = [
        { ...contacts, customerType: "INDIVIDUAL" },
        { ...contacts, customerType: "BUSINESS", businessInfo: { ...BUSINESS.businessInfo, ...contact, country } },
      ];
      if (await post({ ...person, region: country })) found.region.push(country);
      if (await post({ ...person, address: { ...INDIVIDUAL.address, country } })) found.address.push(country);
      if (await post(business)) found.businessInfo.push(country);
    }
    for (const [where, countries] of Object.entries(found)) lines.push(`${where}: ${countries.join(" ")}`);
  },

  async "the country of the address comes before that of the business"({ call }) {
    for (const [of, at, region] of [
      ["US", "DE"],
      ["DE", "US"],
      ["DE", "DE", "US"],
      ["US", "US", "DE"],
    ]) {
      const body = {
        ...BUSINESS,
        businessInfo: { ...BUSINESS.businessInfo, country: of },
        address: { ...INDIVIDUAL.address, country: at },
      };
      await call("POST", "/customers", { ...body, ...(region && { region }) });
    }
  },

  async "what a customer gets that gives little, and a status that it asks for"({ call }) {
    await call("POST", "/customers", { customerType: "INDIVIDUAL" });
    await call("POST", "/customers", { customerType: "BUSINESS", businessInfo: BUSINESS.businessInfo });
    for (const kycStatus of ["UNVERIFIED", "PENDING", "APPROVED", "REJECTED", "HOLD"])
      await call("POST", "/customers", { customerType: "INDIVIDUAL", kycStatus });
  },

  async "what the prose forbids"({ call, lines, sandbox }) {
    const info = (changes) => ({ ...BUSINESS, businessInfo: { ...BUSINESS.businessInfo, ...changes } });
    const funds = { sourceOfFundsCategories: ["OTHER"] };
    const bodies = [
      ...["a@b.invalid", "a@b.INVALID", "a@invalid.example", "a@b.invalid.example"].map((email) => ({ email })),
      ...["EIN", "NON_US_TAX_ID", "SSN", "ITIN"].map((idType) => ({ idType, identifier: "12-3" })),
      ...["1123-45-6789", "123-45-67890", "123-45-6789"].map((identifier) => ({ idType: "SSN", identifier })),
      ...["US", "CA"].map((countryOfIssuance) => ({ countryOfIssuance })),
      ...[funds, { sourceOfWealthCategories: ["GIFT", "OTHER"] }, { purposeOfAccount: "OTHER" }, { ...funds, purposeOfAccount: "OTHER" }],
      { ...funds, sourceOfFundsOtherDescription: "" },
    ].map((changes) => ({ customerType: "INDIVIDUAL", ...changes }));
    const ofBusiness = [funds, { purposeOfAccount: "OTHER" }, { ...funds, sourceOfFundsOtherDescription: "a prize" }].map(info);
    for (const body of [...bodies, ...ofBusiness]) await call("POST", "/customers", body);
    const [{ id }] = sandbox.customers();
    lines.push("as changes: one of each kind");
    for (const body of bodies.filter((_, at) => at % 4 === 0)) await call("PATCH", `/customers/${id}`, body);
  },

  async "changes of a person in the EU"({ call, wait }) {
    const { id } = await create({ call }, EU_INDIVIDUAL);
    const other = await create({ call }, ACME);
    const post = (path, body) => call("POST", `/customers/${id}${path}`, body);
    const patch = (changes) => {
      wait(HOUR);
      return call("PATCH", `/customers/${id}`, { customerType: "INDIVIDUAL", ...changes });
    };
    const confirm = async (channel) => {
      await post(`/verify-${channel}`);
      wait(HOUR);
      await post(`/verify-${channel}/confirm`, { code: "123456" });
    };
    for (const channel of ["email", "phone"]) await confirm(channel);
    await patch({ phoneNumber: "+14155550199" });
    await post("/kyc-link");
    await post("/verify-phone");
    await patch({ phoneNumber: "+14155550198" });
    await post("/verify-phone/confirm", { code: "123456" });
    await post("/verify-email");
    await confirm("phone");
    await patch({ email: "new@example.com" });
    await post("/verify-email");
    await patch({ fullName: "John Doe", kycStatus: "APPROVED", address: { ...INDIVIDUAL.address, line2: "2nd floor" } });
    await post("/verify-email/confirm", { code: "123456" });
    await post("/kyc-link", { redirectUri: "https://app.example.com/done" });
    await patch({ umaAddress: "$john@uma.example" });
    await patch({ umaAddress: other.umaAddress });
    await patch({ email: "a@example.com", phoneNumber: "+14155550197" });
    await patch({ customerType: "BUSINESS", email: "a@example.com" });
    await patch({ platformCustomerId: EU_INDIVIDUAL.platformCustomerId });
    await patch({ businessInfo: BUSINESS.businessInfo });
    await patch({ customerType: undefined, email: "a@example.com" });
    await patch({});
    await call("GET", `/customers/${id}`);
  },

  async "changes of a business"({ call, wait }) {
    const { id } = await create({ call }, ACME);
    const patch = (changes) => {
      wait(HOUR);
      return call("PATCH", `/customers/${id}`, { customerType: "BUSINESS", ...changes });
    };
    await patch({ businessInfo: { doingBusinessAs: "Acme" } });
    await patch({ businessInfo: { purposeOfAccountOtherDescription: "gifts", sourceOfFundsOtherDescription: "a prize" } });
    await patch({ businessInfo: {} });
    await patch({ businessInfo: { legalName: 1, nothing: "" } });
    await patch({ email: "a@example.com" });
    await patch({ phoneNumber: "+14155550123" });
    await patch({ customerType: "INDIVIDUAL", fullName: "John Doe" });
    await patch({ fullName: "John Doe" });
  },

  async "verifications of what is missing"({ call, send, wait }) {
    const { birthDate, nationality, address } = INDIVIDUAL;
    const rest = { birthDate, nationality, idType: "ITIN", identifier: "1", address };
    const fields = Object.entries(rest).map(([name, value]) => ({ [name]: value }));
    for (const [fullName, changes] of [
      ["Jane Smith", fields],
      ["Jane Smith 001", [rest]],
      ["Jane Smith 003", [rest]],
    ]) {
      const { id } = await create({ call }, { customerType: "INDIVIDUAL", fullName });
      const made = [await call("POST", "/verifications", { customerId: id })];
      for (const change of changes) {
        wait(HOUR);
        await send("PATCH", `/customers/${id}`, { customerType: "INDIVIDUAL", ...change });
        made.push(await call("POST", "/verifications", { customerId: id }));
      }
      await call("GET", `/verifications/${made.at(-1).id}`);
    }
    for (const body of [{ customerType: "INDIVIDUAL" }, { ...ACME, address }, { ...BUSINESS, platformCustomerId: "b" }]) {
      const { id } = await create({ call }, body);
      await call("POST", "/verifications", { customerId: id });
    }
  },

  async "a verification after each decision"(recorder) {
    const { call, act, wait, sandbox } = recorder;
    for (const body of [INDIVIDUAL, { ...ACME, address: INDIVIDUAL.address }]) {
      const { id } = await create(recorder, { ...body, ...(body === INDIVIDUAL && { idType: "ITIN", identifier: "1" }) });
      await act("trigger", "VERIFICATION.RESOLVE_ERRORS", id);
      const all = ["needs_data", "hold", "needs_document", "approve", "needs_data", "reject", "needs_data", "reject_for_good"];
      for (const decision of body === INDIVIDUAL ? all : ["needs_owner", "approve"]) {
        wait(HOUR);
        await act("complete", id, decision);
        await call("POST", "/verifications", { customerId: id });
      }
      await act("trigger", "VERIFICATION.REJECTED", id);
      await call("GET", `/verifications/${sandbox.deliveries().at(-1).event.data.id}`);
    }
  },

  async "who hands something in resolves the own errors, and no other ones"(recorder) {
    const { call, act, sandbox } = recorder;
    const made = [];
    for (const body of [INDIVIDUAL, ACME]) {
      const { id } = await create(recorder, body);
      await act("complete", id, "needs_data");
      await act("complete", id, "needs_document");
      made.push({ id, newest: sandbox.deliveries().at(-1).event.data.id });
    }
    const [person, business] = made;
    const { kycUrl } = await call("POST", `/customers/${person.id}/kyc-link`);
    await act("finishLink", kycUrl, "review");
    for (const { newest } of made) await call("GET", `/verifications/${newest}`);
    await act("complete", business.id, "hold");
    await call("GET", `/verifications/${business.newest}`);
    await act("complete", business.id, "approve");
    for (const { newest } of made) await call("GET", `/verifications/${newest}`);
  },

  async suffixes({ send, lines }) {
    for (const suffix of ["001", "002", "003", "004"]) {
      const made = [{ ...INDIVIDUAL, fullName: `Jane ${suffix}`, platformCustomerId: `p${suffix}` }];
      made.push({ ...BUSINESS, businessInfo: { ...BUSINESS.businessInfo, registrationNumber: suffix }, platformCustomerId: `b${suffix}` });
      const statuses = [];
      for (const body of made) {
        const { kycStatus, kybStatus } = JSON.parse((await send("POST", "/customers", body)).body);
        statuses.push(kycStatus ?? kybStatus);
      }
      lines.push(`${suffix}: ${statuses.join(" ")}`);
    }
  },

  async "what the platform requires"({ call }) {
    await call("POST", "/customers", { customerType: "INDIVIDUAL", email: "jane@example.com" });
    await call("POST", "/customers", BUSINESS);
    await call("GET", "/config");
  },

  async "consents to agreements"({ call }) {
    const { data } = await call("GET", "/customers/agreements");
    const consent = ({ type, version }) => ({
      ...{ type, termsVersion: version, acceptanceMethod: "CHECKBOX" },
      ...{ acceptedAt: "2026-03-01T09:00:00Z", ipAddress: "192.0.2.1" },
    });
    const { id } = await call("POST", "/customers", { ...INDIVIDUAL, agreementConsents: [consent(data[0])] });
    for (const one of [consent(data[1]), { ...consent(data[2]), termsVersion: "V0" }])
      await call("PATCH", `/customers/${id}`, { customerType: "INDIVIDUAL", agreementConsents: [one] });
  },

  async "all errors of a body at once, without the input"({ call }) {
    const wrong = { email: "secret@", phoneNumber: "secret", idType: "SECRET", address: {}, secret: 1 };
    await call("POST", "/customers", { customerType: "INDIVIDUAL", ...wrong });
  },

  async "a code works once and allows five wrong attempts; so does the next one"({ send, lines }) {
    const { id } = JSON.parse((await send("POST", "/customers", EU_INDIVIDUAL)).body);
    const statuses = [];
    const post = async (end, body) => statuses.push((await send("POST", `/customers/${id}/verify-email${end}`, body)).status);
    for (const code of ["send", ...Array(5).fill("000000"), "123456", "send", "000000", "123456", "123456"])
      await (code === "send" ? post("") : post("/confirm", { code }));
    lines.push(statuses.join(" "));
  },

  async "keys of links"({ call, send }) {
    const first = await create({ call });
    const second = JSON.parse((await send("POST", "/customers", ACME)).body);
    for (const id of [first.id, second.id, first.id]) await call("POST", `/customers/${id}/kyc-link`, {}, key("a"));
    for (const id of [first.id, first.id, second.id]) await call("POST", `/customers/${id}/kyc-link`, undefined, key(""));
    for (const id of [first.id, first.id, second.id]) await call("POST", `/customers/${id}/kyc-link`, { redirectUri: "x" }, key("b"));
  },

  async "pages of what is asked for"({ call, send, wait, lines }) {
    for (const at of [0, 1, 2, 3, 4, 5]) {
      const body = at % 2 === 0 ? ACME : INDIVIDUAL;
      await send("POST", "/customers", { ...body, platformCustomerId: `${at}`, currencies: at < 4 ? ["USD", "USDC"] : [] });
      wait(HOUR);
    }
    const filters = ["&customerType=INDIVIDUAL", "&currency=USDC", "&createdAfter=2026-03-01T11:00:00Z", "&isIncludingDeleted=false"];
    for (const query of ["limit=1", "limit=4", "limit=6", ...filters.map((filter) => `limit=2${filter}`)]) {
      const pages = [];
      for (let cursor = ""; cursor !== undefined && pages.length < 7; ) {
        const page = JSON.parse((await send("GET", `/customers?${query}${cursor}`)).body);
        pages.push(`${page.data.map(({ platformCustomerId }) => platformCustomerId)} of ${page.totalCount}`);
        cursor = page.nextCursor && `&cursor=${encodeURIComponent(page.nextCursor)}`;
      }
      lines.push(`${query}: ${pages.join(" | ")}`);
    }
    for (const query of ["toString=", "isIncludingDeleted=", "customerType=", "region="]) await call("GET", `/customers?${query}`);
  },
};

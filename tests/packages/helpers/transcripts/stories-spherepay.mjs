/** Stories of SpherePay's sandbox: what keys, lists, bounds and times decide. */

import { iso31661 } from "iso-3166";
import { API_PERSON, DAY, key, NAMES_2025, PERSON } from "../sandbox/harness.mjs";
import { WEBHOOK } from "../sandbox/requests.mjs";

const CREATE = "/v2/customer/kyc-link";
const TAX = ["", "Type", "Description", "Country"].map((end) => `taxIdentificationNumber${end}`);

/** What each story of SpherePay does, by its title. */
export const SPHEREPAY = {
  async "a key counts for every endpoint at once, with each other one, and for POST only"({ send, lines }) {
    const { id } = JSON.parse((await send("POST", "/v2/customer", API_PERSON)).body);
    const posts = [
      [CREATE, PERSON],
      ["/v2/customer", API_PERSON],
      [`/v2/customer/${id}/kyc-link`, NAMES_2025],
      [`/v2/customer/${id}/tos-link`],
      ["/v1/webhook", WEBHOOK],
    ];
    for (const [at, first] of posts.entries()) {
      const statuses = [];
      for (const [path, body] of [first, ...posts]) statuses.push((await send("POST", path, body, key(`key ${at}`))).status);
      lines.push(`${first[0]}: ${statuses.join(" ")}`);
    }
    for (const length of [255, 256]) lines.push(`${length}: ${(await send("POST", CREATE, PERSON, key("k".repeat(length)))).status}`);
    for (const _ of [1, 2]) lines.push(`GET: ${(await send("GET", "/v2/customer", undefined, key("a"))).status}`);
  },

  async "a key is used up by a request that the provider has seen, and by no other one"({ send, sandbox, lines }) {
    for (const what of [429, 503, 500, "garbage", "drop_before", "drop_after", "wrong", "nowhere"]) {
      const post = (path = CREATE, headers) => send("POST", path, PERSON, { ...key(`key ${what}`), ...headers });
      if (what === "wrong") await post(CREATE, { authorization: "Bearer wrong" });
      else if (what === "nowhere") await post("/v2/nowhere");
      else {
        sandbox.nextFailure(what);
        await post().catch(() => {});
      }
      lines.push(`${what}: ${(await post()).status}`);
    }
  },

  async "all errors of a body at once, without the input"({ call }) {
    const address = { line1: "", country: "USA", state: "secret" };
    await call("POST", CREATE, { type: "person", email: "secret@", address, extra: "secret" });
  },

  async "a state and a postal code"({ send, lines }) {
    const found = { "requires a state": [], "requires a postal code": [], "takes any text for a state": [], "takes no code": [] };
    for (const { alpha3: country } of iso31661) {
      const address = { line1: "1 Main St", city: "Main", state: "AB", postalCode: "1", country };
      const isRefused = async (change) => (await send("POST", CREATE, { ...PERSON, address: { ...address, ...change } })).status !== 201;
      for (const empty of [undefined, ""]) {
        if (await isRefused({ state: empty })) found["requires a state"].push(country);
        if (await isRefused({ postalCode: empty })) found["requires a postal code"].push(country);
      }
      if (!(await isRefused({ state: "Kowloon" }))) found["takes any text for a state"].push(country);
      if (await isRefused({ state: "KLN" })) found["takes no code"].push(country);
      const { status } = await send("POST", "/v2/customer", { type: "individual", address: { country } });
      if (status !== 201) lines.push(`${country} of a customer by the API: ${status}`);
    }
    for (const [what, countries] of Object.entries(found)) lines.push(`${what}: ${countries.join(" ")}`);
    for (const state of ["I", "IL", "09", "ABC", "ABCD", "il", "I-", " IL", "IL\n", "É"]) {
      const address = { ...PERSON.address, state };
      const said = [await send("POST", CREATE, { ...PERSON, address }), await send("POST", "/v2/customer", { ...API_PERSON, address })];
      const pointers = said.map(({ status, body }) => `${status} ${JSON.parse(body).errors?.map(({ pointer }) => pointer) ?? ""}`);
      lines.push(`${JSON.stringify(state)}: ${pointers.join(", ")}`);
    }
  },

  async "what a tax number needs beside it"({ send, lines }) {
    // The country goes with anything.
    for (let bits = 0; bits < 9; bits++) {
      const given = TAX.filter((_, at) => bits & (1 << at));
      const values = { ...Object.fromEntries(given.map((name) => [name, "1"])), ...(bits & 2 && { [TAX[1]]: "other" }) };
      const information = { ...values, ...(bits & 8 && { [TAX[3]]: "USA" }) };
      const { body } = await send("POST", "/v2/customer", { ...API_PERSON, personalInformation: information });
      lines.push(`${given}: ${JSON.parse(body).errors?.map(({ pointer }) => pointer) ?? "accepted"}`);
    }
  },

  async "links of a customer by the API, and how long links last"({ call, act, wait }) {
    const { id } = await call("POST", "/v2/customer", API_PERSON);
    const ask = (body) => call("POST", `/v2/customer/${id}/kyc-link`, body);
    await ask();
    await ask(NAMES_2025);
    const { link } = await call("POST", `/v2/customer/${id}/tos-link`);
    await act("finishLink", link, "approve");
    await call("GET", `/v2/customer/${id}`);
    await act("complete", id, "hold");
    await act("finishLink", (await ask()).url, "approve");
    await ask();
    const { customerId } = await call("POST", CREATE, PERSON);
    wait(DAY);
    await call("POST", `/v2/customer/${customerId}/kyc-link`);
  },

  async "searches and pages of the list"({ send, lines }) {
    await send("POST", CREATE, { ...PERSON, email: "First.Person@example.com" });
    await send("POST", "/v2/customer", {
      ...API_PERSON,
      personalInformation: { firstName: "Ada", lastName: "Byron" },
      meta: { a: "hidden" },
    });
    for (const businessInformation of [
      { legalName: "Initech LLC", tradeName: "Tech" },
      { businessLegalName: "Umbrella", businessTradeName: "Rain" },
    ])
      await send("POST", "/v2/customer", { type: "business", address: { country: "USA" }, businessInformation });
    const list = async (query) => JSON.parse((await send("GET", `/v2/customer?${query}`)).body);
    const texts = ["FIRST", "person@ex", "ada", "BYRON", "initech llc", "tech", "umbrella", "rain", "hidden", "undefined", "14155550123"];
    for (const search of texts) lines.push(`${search}: ${(await list(`search=${search}`)).customers.map(({ id }) => id)}`);
    for (const limit of [2, 3, 4])
      for (let page = 1; page <= 3; page++) {
        const { customers, pagination } = await list(`page=${page}&limit=${limit}`);
        lines.push(`${JSON.stringify(pagination)}: ${customers.map(({ id }) => id.at(-1))}`);
      }
  },
};

/** The shapes of the errors of v1, which every endpoint can have. */
export async function inV1({ call }) {
  await call("POST", CREATE, { ...PERSON, email: "jane" });
  await call("GET", "/v2/customer/customer_0");
  await call("POST", CREATE, PERSON, { authorization: undefined });
}

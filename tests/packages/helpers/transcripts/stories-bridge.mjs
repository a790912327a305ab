/** Stories of Bridge's sandbox: what order, time and spelling decide. */

import { HOUR, key, LINK } from "../sandbox/harness.mjs";

const create = ({ call }, body = LINK) => call("POST", "/kyc_links", body);

/** What each story of Bridge does, by its title. */
export const BRIDGE = {
  async "credentials and keys"({ call }) {
    for (const value of ["key", "k", "!~", "a b", "é", "", "wrong", "wrong "])
      await call("GET", "/kyc_links", undefined, { "api-key": value });
    await call("GET", "/kyc_links", undefined, { "api-key": undefined, authorization: "Bearer key" });
    await call("GET", "/kyc_links", undefined, key(""));
    await call("GET", "/kyc_links?page=1", undefined, key("a"));
  },

  async "a person takes one step after the other"(recorder) {
    const { call, act, wait, sandbox } = recorder;
    const { id, kyc_link: kyc, tos_link: tos } = await create(recorder);
    const customer = sandbox.deliveries().at(-1).event.event_object_id;
    const read = async () => {
      for (const path of [`/customers/${customer}`, `/kyc_links/${id}`]) await call("GET", path);
    };
    const steps = [["needs_document"], ["finish", kyc, "review"], ["reject"], ["finish", kyc, "approve"], ["finish", tos, "approve"]];
    await read();
    for (const [what, ...given] of [
      ["finish", kyc, "approve"],
      ["finish", tos, "approve"],
      ...steps,
      ["needs_terms"],
      ["finish", tos, "approve"],
    ]) {
      wait(HOUR);
      await (what === "finish" ? act("finishLink", ...given) : act("complete", id, what));
      await read();
    }
  },

  async "what is due later, a millisecond before its day and after"(recorder) {
    const { call, act, wait } = recorder;
    const { id } = await create(recorder);
    await act("complete", id, "needs_document_later");
    const { customer_id: customer } = await call("GET", `/kyc_links/${id}`);
    const due = Date.parse("2026-04-01T00:00:00Z") - Date.parse("2026-03-01T10:00:00.123Z");
    for (const ms of [due - 1, 1, 1]) {
      wait(ms);
      await call("GET", `/customers/${customer}`);
      await act("trigger", "customer.updated");
    }
  },

  async "the approval of its own sandbox"(recorder) {
    const { call, act, wait, sandbox } = recorder;
    for (const decision of [undefined, "reject", "approve"]) {
      const { id } = await create(recorder, { ...LINK, email: `${decision}@example.com` });
      const customer = sandbox.deliveries().at(-1).event.event_object_id;
      if (decision !== undefined) await act("complete", id, decision);
      wait(HOUR);
      for (const _ of [1, 2]) await call("POST", `/customers/${customer}/simulate_kyc_approval`, undefined, key(`of ${decision}`));
      await call("GET", `/customers/${customer}`);
      await call("GET", `/kyc_links/${id}`);
    }
  },

  async names({ send, sandbox, lines }) {
    const names = ["Jane", "Jane ", "Jane  Smith", "Jane Ann Smith", "ÿ", "Āb", "𠮷", "Jane 😀"];
    const latin = { transliterated_first_name: "J", transliterated_last_name: "S", transliterated_business_legal_name: "A" };
    for (const type of ["individual", "business"]) {
      for (const full_name of names) {
        const body = { type, full_name, email: `${lines.length}@example.com` };
        const alone = await send("POST", "/kyc_links", body);
        await send("POST", "/kyc_links", { ...body, ...latin });
        const { first_name, last_name } = sandbox.deliveries().at(-1).event.event_object;
        lines.push(`${type} ${JSON.stringify(full_name)}: ${alone.status}, ${JSON.stringify([first_name, last_name])}`);
      }
    }
  },

  async "webhooks without categories"({ call }) {
    const endpoint = { url: "https://app.example.com/hooks", event_epoch: "beginning_of_time" };
    await call("POST", "/webhooks", endpoint);
    await call("POST", "/webhooks", { ...endpoint, event_categories: [] });
    await call("POST", "/webhooks", { ...endpoint, url: "http://app.example.com/hooks" });
  },

  async "questions to the developer"(recorder) {
    const { call, act, wait, sandbox } = recorder;
    const made = [await create(recorder), await create(recorder, { type: "business", email: "acme@example.com", full_name: "Acme" })];
    for (const { id } of [...made, made[0]]) {
      wait(HOUR);
      await act("trigger", "rfi.created", id);
      await call("GET", `/rfis/${sandbox.deliveries().at(-1).event.event_object_id}`);
    }
    const { id: newest, customer_id: customer } = sandbox.deliveries().at(-1).event.event_object;
    for (const query of ["", "?limit=2", `?customer_id=${customer}`, `?customer_id=${customer}&limit=1&state=on_developer`])
      await call("GET", `/rfis${query}`);
    const page = await call("GET", `/rfis?starting_after=${newest}&limit=1`);
    await call("GET", `/rfis?ending_before=${page.data[0].id}`);
    await call("GET", `/rfis?starting_after=${newest}&ending_before=${newest}`);
    await act("customers");
  },
};

/** The same links where other options of the sandbox write them. */
export async function withoutSchemes({ call, act }) {
  const { id, kyc_link: kyc, tos_link: tos } = await call("POST", "/kyc_links", LINK);
  await call("GET", `/kyc_links/${id}`);
  await act("openLink", kyc);
  for (const url of [kyc, tos]) await act("finishLink", url, "approve");
  await act("customers");
}

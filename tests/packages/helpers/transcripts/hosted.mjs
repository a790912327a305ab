/** Records the hosted pages of the sandbox, and the messages of its matchers. */

import { internal, subpath } from "../install/index.mjs";
import { UUID } from "./compare.mjs";
import { createRecorder, createWriter } from "./recorder.mjs";

const { hostedPage, respondHosted } = await internal("kit/testing/hosted.js");
const { matchers } = await subpath("testing");

/** The hosted pages of the providers, each page and each set of headers once. */
export async function hostedTranscript(providers) {
  const pages = { seen: new Map(), sets: [] };
  const lines = [];
  for (const provider of providers) lines.push(...(await hostedBy(provider, pages)));
  return `${lines.join("\n").trim()}\n`;
}

/**
 * What is chosen at each provider: "" is no choice. A page does the same with every decision, which "one decision after
 * another" of the provider's transcript makes, and a choice of one provider that leads back does so at the next one.
 */
const CHOICES = { spherepay: ["", "expire", "review", "approve"], grid: ["review"], bridge: ["", "expire", "review"] };

/** The hosted pages of a provider: each kind of link, each choice, links that are dead, and the check of a business. */
async function hostedBy({ name, creates }, { seen, sets }) {
  const lines = [];

  /** The headers of a response as they differ from the first ones, or the number of the set that had the same. */
  function heads(headers) {
    const number = sets.findIndex((set) => set.join() === headers.join());
    if (number >= 0) return [`the headers ${number + 1}`, []];
    sets.push(headers);
    if (sets.length === 1) return ["headers 1", headers];
    const [first] = sets;
    const names = (all) => all.map((header) => header.split(":")[0]);
    const gone = names(first).filter((header) => !names(headers).includes(header));
    return [
      `headers ${sets.length}, as 1 except`,
      [...gone.map((header) => `no ${header}`), ...headers.filter((header) => !first.includes(header))],
    ];
  }

  /** The lines of a page that no page before has, or the number of the page that had the same ones. */
  function written(html) {
    const number = seen.get(html);
    if (number !== undefined) return [`the page ${number}`];
    const before = new Set([...seen.keys()].flatMap((page) => page.split("\n")));
    seen.set(html, seen.size + 1);
    return [`page ${seen.size}`, ...html.split("\n").filter((line) => line && !before.has(line))];
  }

  async function open(sandbox, url, method, decision) {
    const page = hostedPage(new URL(url));
    lines.push(`${method} ${url}${decision === undefined ? "" : ` ${decision}`}`);
    if (page === undefined) return lines.push("  no page");
    const body = decision === undefined ? undefined : new URLSearchParams({ decision });
    const reviewed = [];
    const response = await respondHosted(new Request(url, { method, body }), { sandbox, page, onReview: (id) => reviewed.push(id) });
    const headers = [...response.headers].map(([header, value]) => `${header}: ${value}`);
    const [set, shown] = heads(headers);
    const [number, ...html] = written((await response.text()).replaceAll(UUID, "<uuid>"));
    lines.push(`  ${response.status}, ${number}, ${set}`, ...[...shown, ...html].map((line) => `  ${line}`));
    if (reviewed.length > 0) lines.push(`  in review: ${reviewed}`);
    return undefined;
  }

  lines.push(`# ${name}: opened`);
  const { sandbox, links, others } = await world({ name, creates });
  for (const url of [...links, ...others]) await open(sandbox, url, "GET");
  if (name === "spherepay") await open(sandbox, links[0], "DELETE");
  for (const choice of CHOICES[name]) {
    lines.push(`# ${name}: ${choice || "no choice"}`);
    const { sandbox, links } = await world({ name, creates });
    for (const url of links) for (const method of ["POST", "GET"]) await open(sandbox, url, method, method === "POST" ? choice : undefined);
    if (name !== "bridge") continue;
    const inFrame = await world({ name, creates });
    const framed = inFrame.others.find((url) => url.includes("iframe-origin="));
    await open(inFrame.sandbox, framed, "POST", choice);
  }
  lines.push(`# ${name}: of a business`);
  const ofBusiness = await world({ name, creates }, "business");
  await open(ofBusiness.sandbox, ofBusiness.links[0], "GET");
  return lines;
}

/** A customer with every kind of link, and what else can be asked of the host. */
async function world({ name, creates }, type = "individual") {
  const { sandbox, send } = createRecorder(name, createWriter());
  const [path, body] = creates[type];
  const redirect = name === "bridge" && { redirect_uri: "https://app.example.com/done?a=1" };
  const made = JSON.parse((await send("POST", path, { ...body, ...redirect })).body);
  const id = made.customerId ?? made.id;
  if (name === "grid") await send("POST", `/customers/${id}/kyc-link`, { redirectUri: "https://app.example.com/done" });
  if (name === "spherepay") await send("POST", `/v2/customer/${id}/tos-link`);
  const links = sandbox.customers()[0].links.map(({ url }) => url);
  const [check] = links;
  const { origin } = new URL(check);
  const widget = check.replace("/verify?", "/widget?");
  const others = name === "spherepay" ? [`${origin}/hosted/none`, `${origin}/elsewhere`] : [];
  if (name === "bridge") {
    const origins = ["https://app.example.com", "https://app.example.com/", "null", "x"];
    others.push(widget, ...origins.map((from) => `${widget}&iframe-origin=${encodeURIComponent(from)}`));
    others.push(
      `${widget}&iframe-origin=https://a.example&iframe-origin=https://b.example`,
      `${origin}/verify`,
      `${origin}/accept-terms-of-service`,
    );
  }
  return { sandbox, links, others };
}

/** The messages of the matchers, of what passes and of what does not. */
export async function matchersTranscript({ name, creates }) {
  const { sandbox } = await world({ name, creates });
  const [{ id }] = sandbox.customers();
  const issues = Array.from({ length: 12 }, () => ({ code: "required", pointer: "/email" }));
  const brand = (code) => ({ [Symbol.for("kyclink.KycLinkError")]: true, code });
  const rows = [
    ...[brand("timeout"), brand("conflict"), brand("Some Name"), { code: "timeout" }, undefined].map((received) => [
      "toHaveErrorCode",
      received,
      "timeout",
    ]),
    ...[
      [],
      issues.slice(0, 1),
      issues,
      { issues, warnings: [] },
      { warnings: issues },
      { errors: issues },
      { errors: [{ code: 1 }] },
      null,
    ].map((received) => ["toHaveIssue", received, "required", "/phone"]),
    ["toHaveIssue", issues, "required"],
    ["toHaveIssue", issues, "required", "/email"],
    ["toHaveIssue", issues, "pattern"],
    // Each of them is asked for the customers and the requests by one function.
    ...[{ provider: name }, { method: "GET" }, { status: 201 }, { status: undefined }, { path: "/x" }, { nothing: 1 }].map((expected) => [
      "toHaveRequested",
      sandbox,
      expected,
    ]),
    ...[undefined, 0, 1, 2].map((times) => ["toHaveRequested", sandbox, {}, times]),
    ...[0, 1].map((times) => ["toHaveRequested", sandbox, { method: "GET" }, times]),
    ...[undefined, { provider: "none" }, { id }, { status: "none" }, { type: "individual" }].map((expected) => [
      "toHaveCustomer",
      sandbox,
      expected,
    ]),
    ...[0, 1].map((times) => ["toHaveCustomer", sandbox, undefined, times]),
    ["toHaveRequested", {}, {}],
    ["toHaveCustomer", undefined],
  ];
  const lines = rows.map(([matcher, received, ...given]) => {
    const shown = given.map((value) => JSON.stringify(value) ?? "undefined").join(", ");
    try {
      const { pass, message } = matchers[matcher](received, ...given);
      return `${matcher}(${shown}): ${pass} ${message()}`;
    } catch (error) {
      return `${matcher}(${shown}): throws ${error.name}: ${error.message}`;
    }
  });
  return `${lines.join("\n")}\n`;
}

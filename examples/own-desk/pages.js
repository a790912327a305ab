// The two pages of the desk: one that a link opens, on which the person answers questions, and one on which staff decide.
import { createHash, timingSafeEqual } from "node:crypto";
import { hashOf } from "./desk.js";

const MAX_BODY = 10_000;
const FUNDS = ["salary", "savings", "business", "other"];
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  // The link is in the address. Without any referrer, forms would have no origin either.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** Returns the handler of both pages. `staff` are pairs of a name and a password; `changed` gets each person who has changed. */
export function createPages({ origin, people, staff, changed }) {
  const known = staff.split(" ").filter(Boolean);
  if (known.length === 0 || !known.every((one) => /^[^:]+:.{20,}$/.test(one)))
    throw new Error("STAFF must be pairs of a name and a password of at least 20 characters, such as ann:… bob:…");

  return async (request) => {
    const [, page, id, ...rest] = new URL(request.url).pathname.split("/");
    const isPost = request.method === "POST";
    if (rest.length > 0 || !["GET", "POST"].includes(request.method)) return notFound();
    // Whatever says no length is refused, too.
    if (isPost && !(Number(request.headers.get("content-length") ?? Number.NaN) <= MAX_BODY)) return show(413, "Too long", html``);
    const form = () => request.formData().catch(() => new FormData());
    if (page === "desk" && id) return isPost ? answer(id, await form()) : ask(id);
    if (page !== "staff") return notFound();
    const name = nameOf(request, known);
    if (!name) return show(401, "Staff only", html``, { "www-authenticate": 'Basic realm="staff", charset="UTF-8"' });
    if (!isPost) return id ? notFound() : list();
    // A browser sends the credentials with the form of another site, too, and says which site that is.
    if (request.headers.get("origin") !== origin) return show(403, "Another site sent this form", html``);
    return decide(id, name, await form());
  };

  async function ask(token) {
    if (!(await holderOf(token))) return ended();
    return show(
      200,
      "Two questions",
      html`<form method="post">
<p><label>What is your occupation? <input name="occupation" required maxlength="200"></label></p>
<p><label>Where does your money come from? <select name="funds">${FUNDS.map((word) => html`<option>${word}</option>`)}</select></label></p>
<p><label><input type="checkbox" name="isTrue" required> What I have said is true.</label></p>
<p><button>Send</button></p></form>`,
    );
  }

  async function answer(token, form) {
    const person = await holderOf(token);
    if (!person) return ended();
    const [occupation, funds] = ["occupation", "funds"].map((name) => String(form.get(name) ?? "").trim());
    if (!isText(occupation, 200) || !FUNDS.includes(funds) || !form.has("isTrue")) return ask(token);
    const changes = { state: "waiting", answers: { occupation, funds }, link_hash: null, link_expires_at: null };
    const answered = await people.change(person.id, "open", changes);
    if (!answered) return ended();
    await changed(answered);
    return redirect(answered.return_to ?? `${origin}/kyc/status`);
  }

  /** The person to whom this link was given, while it can be used. */
  async function holderOf(token) {
    const [person] = await people.find("link_hash", hashOf(token));
    return person?.state === "open" && person.link_expires_at > new Date() ? person : undefined;
  }

  async function list() {
    const waiting = await people.find("state", "waiting");
    const data = (part) =>
      Object.entries(part).map(([name, value]) =>
        typeof value === "object" ? html`<dt>${name}</dt><dd><dl>${data(value)}</dl></dd>` : html`<dt>${name}</dt><dd>${value}</dd>`,
      );
    return show(
      200,
      `${waiting.length} waiting`,
      html`${waiting.map(
        ({ id, applicant, answers }) => html`<form method="post" action="/staff/${id}"><dl>${data({ ...applicant, ...answers })}</dl>
<p><label>Reason <input name="reason" required maxlength="500"></label>
<button name="state" value="approved">Approve</button> <button name="state" value="rejected">Refuse</button></p></form><hr>`,
      )}`,
    );
  }

  async function decide(id, name, form) {
    const [state, reason] = ["state", "reason"].map((field) => String(form.get(field) ?? "").trim());
    if (!["approved", "rejected"].includes(state) || !isText(reason, 500)) return show(422, "Choose one, and give a reason", html``);
    const person = await people.change(id, "waiting", { state, reason, decided_by: name });
    if (!person) return show(409, "This person is not waiting", html`<a href="/staff">Back</a>`);
    await changed(person);
    return redirect("/staff");
  }
}

/** The name of the member of staff whose credentials a request has. All are compared, and each takes the same time. */
function nameOf(request, known) {
  const [, given = ""] = /^Basic ([\w+/]+=*)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const digest = (value) => createHash("sha256").update(value).digest();
  const wanted = digest(Buffer.from(given, "base64"));
  const [found] = known.filter((one) => timingSafeEqual(digest(one), wanted));
  return found?.slice(0, found.indexOf(":"));
}

/** Postgres refuses a text with U+0000. */
const isText = (text, max) => text !== "" && text.length <= max && !/\p{Cc}/u.test(text);

class Html {
  constructor(text) {
    this.text = text;
  }
}

/** HTML in which every value is escaped, unless it is HTML. */
function html(parts, ...values) {
  const render = (value) => {
    if (Array.isArray(value)) return value.map(render).join("");
    return value instanceof Html ? value.text : String(value).replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
  };
  return new Html(String.raw({ raw: parts }, ...values.map(render)));
}

function show(status, title, content, headers) {
  const page = html`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>${title}</title>
<main><h1>${title}</h1>${content}</main></html>`;
  return new Response(page.text, { status, headers: { ...HEADERS, ...headers } });
}

const redirect = (location) => new Response(null, { status: 303, headers: { location, "referrer-policy": "no-referrer" } });
const notFound = () => show(404, "Not found", html``);
const ended = () => show(404, "This link was used, or has expired", html`<p><a href="/kyc">Ask for another one.</a></p>`);

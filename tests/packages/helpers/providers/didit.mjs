/**
 * Didit's sessions in memory, from its documents: its OpenAPI, /sessions-api/create-session, /sessions-api/list-sessions
 * and /integration/webhooks of docs.didit.me (2026-11-28).
 */

import { createHmac } from "node:crypto";
import { createModel, json } from "./model.mjs";

export const CREDENTIALS = {
  apiKey: "didit-key-of-ours-0123456789",
  workflowId: "0b7a7a5c-5d3f-4e0b-9d66-4f0f2f1c2a11",
  webhookSecret: "didit-webhook-secret-0123456789",
};

export const OTHER_WORKFLOW = "1b7a7a5c-5d3f-4e0b-9d66-4f0f2f1c2a12";
/** The second version of the workflow, whose sessions have the workflow's id. */
export const VERSION = "2b7a7a5c-5d3f-4e0b-9d66-4f0f2f1c2a13";

/** The sessions that a create returns again. */
const OPEN = ["Not Started", "In Progress", "Resubmitted", "Awaiting User"];

/** Creates the API. `blocked` are those whom the operator has blocked, by `vendor_data`. */
export function createApi() {
  const didit = createModel({ sessions: [], blocked: new Set(), version: 1 }, ({ method, url, headers, body }) =>
    url.origin !== "https://verification.didit.me" || headers.get("x-api-key") !== CREDENTIALS.apiKey
      ? json({ detail: "You do not have permission to perform this action." }, 403)
      : carryOut(method, url, body && JSON.parse(body)),
  );
  const uuid = (number) => `11111111-2222-3333-4444-${String(number).padStart(12, "0")}`;

  function carryOut(method, { pathname, searchParams }, body) {
    if (method === "POST" && pathname === "/v3/session/") return create(body);
    if (method === "GET" && pathname === "/v3/sessions/") return list(searchParams);
    const [, kind, id] = /^\/v3\/(users|workflows)\/([^/]+)\/$/.exec(pathname) ?? [];
    if (method === "GET" && kind === "users") return user(decodeURIComponent(id));
    if (method === "GET" && [CREDENTIALS.workflowId, VERSION].includes(id))
      return json({
        uuid: id,
        workflow_id: CREDENTIALS.workflowId,
        workflow_label: "Standard KYC",
        workflow_type: "kyc",
        status: "published",
      });
    return json({ detail: "Not found." }, 404);
  }

  /** A person, who may be blocked: that changes none of their sessions. */
  function user(vendor_data) {
    const isBlocked = didit.blocked.has(vendor_data);
    const isKnown = isBlocked || didit.sessions.some((one) => one.vendor_data === vendor_data);
    if (!isKnown) return json({ detail: "Not found." }, 404);
    const status = isBlocked ? "BLOCKED" : "ACTIVE";
    return json({ didit_internal_id: uuid(0), vendor_data, display_name: null, full_name: "Jane Marie Doe", status, metadata: null });
  }

  function create({ workflow_id: given, vendor_data, callback = null, metadata = null, contact_details, expected_details }) {
    if (![CREDENTIALS.workflowId, OTHER_WORKFLOW, VERSION].includes(given)) return json({ workflow_id: "Invalid workflow_id." }, 400);
    if (Buffer.byteLength(vendor_data ?? "") > 2000) return json({ vendor_data: ["Too long."] }, 400);
    if (didit.blocked.has(vendor_data))
      return json({ vendor_data: "This user or business has been blocked and cannot create new verification sessions." }, 400);
    const workflow_id = given === VERSION ? CREDENTIALS.workflowId : given;
    let session = didit.sessions.findLast(
      (one) =>
        vendor_data &&
        one.vendor_data === vendor_data &&
        one.workflow_id === workflow_id &&
        OPEN.includes(one.status) &&
        one.workflow_version === didit.version,
    );
    if (!session) {
      const number = didit.sessions.length + 1;
      session = { session_id: uuid(number), session_number: number, session_kind: "user", session_token: `token-${number}`, vendor_data };
      Object.assign(session, { workflow_id, workflow_version: didit.version, status: "Not Started", contact_details, expected_details });
      session.url = `https://verify.didit.me/session/${session.session_token}`;
      didit.sessions.push(session);
    }
    Object.assign(session, { callback, metadata });
    const { contact_details: _, expected_details: __, session_kind: ___, ...shown } = session;
    return json(shown, 201);
  }

  function list(query) {
    const found = didit.sessions.filter(
      (one) =>
        (query.get("vendor_data") ?? one.vendor_data) === one.vendor_data &&
        (query.get("workflow_id") ?? one.workflow_id).split(",").includes(one.workflow_id) &&
        one.session_kind === (query.get("session_kind") ?? "user"),
    );
    const rows = found.toReversed().map(({ session_id, session_kind, session_number, url, status, vendor_data }) => ({
      ...{ session_id, session_kind, session_number, session_url: url, status, vendor_data },
      ...{ full_name: "Jane Marie Doe", portrait_image: "https://media.example/portrait", country: "ESP", document_type: "Passport" },
      ...{ didit_internal_id: uuid(0), created_at: "2026-11-28T12:26:54.328364Z", additional_details: null },
      features: [{ feature: "ID_VERIFICATION", status: "Not Finished" }],
      phone_number: { number: "+14155550123", is_verified: true },
      email_address: { email: "jane@example.com", is_verified: false },
    }));
    return json({ count: rows.length, next: null, previous: null, results: rows.slice(0, Number(query.get("limit") ?? 50)) });
  }
  return didit;
}

let events = 0;

/** A delivery about a session, or about a person with `webhook_type`, signed as Didit signs the raw body. */
export function deliver(session, changes, secret = CREDENTIALS.webhookSecret) {
  const timestamp = Math.floor(Date.now() / 1000);
  const { session_id, status, vendor_data, workflow_id } = session;
  const body = JSON.stringify({
    ...{ event_id: `event-${++events}`, webhook_type: "status.updated", timestamp, created_at: timestamp },
    ...{ environment: "live", application_id: "22222222-2222-3333-4444-555555555555" },
    ...{ session_id, status, vendor_data, workflow_id, decision: { full_name: "Jane Marie Doe" } },
    ...changes,
  });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return { body, headers: { "x-signature": signature, "x-timestamp": String(timestamp) } };
}

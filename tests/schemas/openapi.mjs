/**
 * Bridge's own OpenAPI description as JSON Schemas: bridge-openapi.json is a part of it, and says what is changed.
 *
 * What its own examples break is relaxed, and only for responses: a value may be null, a requirement may be an object,
 * and a category may be one that the description does not list. Requests are closed, so that a misspelled property is
 * noticed.
 */

/** The schemas of the bodies, queries, headers and parameters, under the names that endpoints.json has. */
export function fromOpenApi({ components, paths }) {
  const { schemas, parameters } = components;
  const { CreateKycLinks, CreateWebhook, ...responses } = schemas;
  const listed = paths["/kyc_links"].get;
  const linked = paths["/customers/{customerID}/kyc_link"].get;
  const asked = paths["/rfis"].get;
  const query = (operation) => closed(operation.parameters.map(({ $ref }) => parameters[$ref.split("/").at(-1)]).filter(isInQuery));
  const inline = (operation) => operation.responses["200"].content["application/json"].schema;
  const ofRequests = { CreateKycLinks, CreateWebhook };
  const defs = {
    ...map(responses, (schema) => rewritten(schema, true)),
    ...map(ofRequests, (schema) => ({ ...rewritten(schema, false), additionalProperties: false })),
    KycLinks: rewritten(inline(listed), true),
    Url: rewritten(inline(linked), true),
    ListQuery: query(listed),
    LinkQuery: query(linked),
    Rfis: rewritten(inline(asked), true),
    RfiQuery: query(asked),
    ...BESIDE,
  };
  defs.EndorsementType = { type: "string", enum: schemas.EndorsementType.enum };
  defs.Endorsement.properties.requirements.properties.complete = { type: "array" };
  defs.Endorsement.properties.requirements.properties.issues = { type: "array" };
  // Not in the description: only the body of a duplicate has it.
  defs.Error.properties.existing_kyc_link = false;
  defs.CreateWebhook.properties.event_categories.items = rewritten(schemas.WebhookEventCategory, false);
  defs.WebhookEventCategory = { type: "string" };
  return { $schema: "https://json-schema.org/draft/2020-12/schema", $id: "bridge", $defs: defs };
}

const key = { type: "string", pattern: "^[!-~]+$" };

/** What the description has in prose, in examples or not at all. */
const BESIDE = {
  Headers: { type: "object", required: ["api-key"], properties: { "api-key": key }, additionalProperties: false },
  // Every POST needs a key, and nothing else takes one.
  KeyHeaders: {
    type: "object",
    required: ["api-key", "idempotency-key"],
    properties: { "api-key": key, "idempotency-key": { type: "string", minLength: 1, maxLength: 255 } },
    additionalProperties: false,
  },
  JsonHeaders: {
    type: "object",
    required: ["api-key", "content-type", "idempotency-key"],
    properties: {
      "api-key": key,
      "content-type": { type: "string", pattern: "^application/json(; ?charset=utf-8)?$" },
      "idempotency-key": { type: "string", minLength: 1, maxLength: 255 },
    },
    additionalProperties: false,
  },
  ErrorWithMessages: {
    type: "object",
    required: ["code", "message", "source"],
    properties: {
      code: { type: "string" },
      message: { type: "string" },
      source: {
        type: "object",
        required: ["location", "key"],
        properties: {
          location: { type: "string", enum: ["path", "query", "body", "header"] },
          key: { type: "object", additionalProperties: { type: "string" } },
        },
      },
    },
  },
  Unexpected: {
    type: "object",
    required: ["errors"],
    properties: { errors: { type: "array", minItems: 1, items: { $ref: "#/$defs/Error" } } },
  },
  // The structure of webhooks is on a page of the documentation.
  Event: {
    type: "object",
    required: ["api_version", "event_id", "event_category", "event_type", "event_object_id", "event_object", "event_created_at"],
    properties: {
      event_id: { type: "string", minLength: 1 },
      event_category: { type: "string", enum: ["kyc_link", "customer", "rfi"] },
      event_type: { type: "string", pattern: "^(kyc_link|customer|rfi)\\.(created|updated|updated\\.status_transitioned)$" },
      event_object_id: { $ref: "#/$defs/Id" },
      event_object: { anyOf: ["IndividualKycLinkResponse", "Customer", "Rfi"].map((name) => ({ $ref: `#/$defs/${name}` })) },
      event_object_changes: { type: "object" },
      event_created_at: { type: "string", format: "date-time" },
    },
  },
  Duplicate: {
    type: "object",
    required: ["code", "message", "existing_kyc_link"],
    properties: {
      code: { type: "string", const: "duplicate_record" },
      message: { type: "string" },
      existing_kyc_link: { $ref: "#/$defs/IndividualKycLinkResponse" },
    },
  },
};

/** The examples of the description that no vector has, with the schemas that they are examples of. */
export function examplesOf({ components, paths }) {
  const { examples, responses } = components;
  const named = {
    SuccessfulWebhookCreateResponse: "Webhook",
    SimulateKycApprovalResponse: "SimulateKycApprovalResponse",
    RfiResponse: "Rfi",
    RfiListResponse: "Rfis",
  };
  const unread = Object.keys(examples).filter((name) => !Object.hasOwn(named, name));
  if (unread.length > 0) throw new Error(`examples without a schema: ${unread}`);
  const inline = (path) => Object.values(paths[path].get.responses["200"].content["application/json"].examples)[0].value;
  const errors = Object.entries(responses).flatMap(([name, { content }]) =>
    Object.entries(content["application/json"].examples).map(([source, { value }]) => ({
      source,
      schema: name === "UnexpectedError" ? "Unexpected" : "Error",
      value,
    })),
  );
  const links = ["/customers/{customerID}/kyc_link", "/customers/{customerID}/tos_acceptance_link"];
  return [
    ...Object.entries(named).map(([source, schema]) => ({ source, schema, value: examples[source].value })),
    ...links.map((path) => ({ source: path, schema: "Url", value: inline(path) })),
    ...errors,
  ];
}

const map = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
const isInQuery = ({ in: place }) => place === "query";

/** A query is text, whatever its schema says. Its only integer is `limit`, from 1 to 100. */
function closed(parameters) {
  const text = ({ schema: { type, enum: words } }) =>
    type === "integer" ? { type: "string", pattern: "^([1-9][0-9]?|100)$" } : { type: "string", ...(words && { enum: words }) };
  const properties = Object.fromEntries(parameters.map((parameter) => [parameter.name, text(parameter)]));
  return { type: "object", properties, additionalProperties: false };
}

/** A schema of OpenAPI 3.0 as JSON Schema. `isLoose`: where it has a type, null is one, too. */
function rewritten(schema, isLoose) {
  const { $ref, type: given, properties, items, oneOf, description, ...rest } = schema;
  // In OpenAPI 3.0, whatever stands beside a reference is ignored.
  if ($ref) return { $ref: $ref.replace("#/components/schemas/", "#/$defs/") };
  if (oneOf) return { anyOf: oneOf.map((one) => rewritten(one, isLoose)) };
  const type = given ?? (properties ? "object" : undefined);
  return {
    ...rest,
    // Its examples have null for what is `nullable`, although the list of values lacks it.
    ...(isLoose && rest.nullable && rest.enum && { enum: [...rest.enum, null] }),
    ...(type && { type: isLoose && !rest.enum ? [type, "null"] : type }),
    ...(properties && { properties: map(properties, (property) => rewritten(property, isLoose)) }),
    ...(items && { items: rewritten(items, isLoose) }),
  };
}

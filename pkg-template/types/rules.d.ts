import type {
  AddressField,
  CountryCode,
  FieldPath,
  FieldProps,
  Names,
  PhoneCountry,
  ReactFieldProps,
  Schema,
  ValidateOptions,
  Verdict,
} from "./common.js";
import type { Operations } from "./providers.js";
import type { OperationName } from "./tables.js";

/**
 * Returns the names of all operations. `kyclink/form` has only those whose input a page validates.
 *
 * @example
 * operations(); // ["spherepay.createCustomerViaLink", "spherepay.createKycLink", …]
 */
export declare function operations(): OperationName[];

/**
 * Validates an input and returns all issues at once. Never throws because of the input.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param input The input: any value.
 * @param options The policy, normalization and custom messages.
 * @returns `{ ok: true, value, warnings }` or `{ ok: false, issues, warnings }`
 * @throws {KycLinkError} `invalid_config` for an unknown operation or option
 * @example
 * const result = validate("spherepay.onboard", applicant);
 * if (!result.ok) for (const { pointer, message } of result.issues) console.log(pointer, message);
 */
export declare function validate<Name extends OperationName>(
  operation: Name,
  input: unknown,
  options?: ValidateOptions,
): Verdict<Operations[Name]["input"]>;

/**
 * Cleans up typed input: trims strings, removes bidirectional control characters, converts a phone number that starts
 * with `+` to E.164, and drops empty optional strings. Does not validate.
 *
 * With `phoneCountry`, a phone number without `+` is read as dialled in that country, with its national prefix or
 * without. A number that nobody can dial there stays as it is.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param input The input: any value.
 * @param options `phoneCountry` is a country code, or `"address"` for the country of the input's own address. Not in
 *   `kyclink/form`.
 * @returns A normalized copy.
 * @throws {KycLinkError} `invalid_config` for an unknown operation or country
 * @example
 * normalize("spherepay.onboard", { phone: "+49 (0)171 1234567" }); // { phone: "+491711234567" }
 * normalize("spherepay.onboard", { phone: "0171 1234567" }, { phoneCountry: "DE" }); // { phone: "+491711234567" }
 */
export declare function normalize<Input>(
  operation: OperationName,
  input: Input,
  options?: { phoneCountry?: PhoneCountry | undefined },
): Input;

/**
 * Returns an operation's input as a Standard Schema, for form libraries, routers and other tools.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param options The policy, normalization and custom messages.
 * @throws {KycLinkError} `invalid_config` for an unknown operation, policy or target, when the schema is used
 * @example
 * useForm({ resolver: standardSchemaResolver(schema("spherepay.onboard")) });
 */
export declare function schema<Name extends OperationName>(operation: Name, options?: ValidateOptions): Schema<Operations[Name]["input"]>;

/**
 * Returns the fields of an address in the country's own order, followed by whatever else the operation requires.
 *
 * @param country The country of the address; `undefined`, `null` and `""` have no fields.
 * @param operation The operation that the address is for.
 * @param options `names` is the default export of `kyclink/names/en` or of another language. With it, `options` have names,
 *   and a postal code has an `example`.
 * @throws {KycLinkError} `invalid_config` for an unknown country or operation
 * @example
 * addressFields("US", "spherepay.onboard").map(({ label }) => label); // ["line1", "line2", "city", "state", "zip"]
 * addressFields("IE", "spherepay.onboard", { names })[3]?.options?.[0]; // { code: "CW", name: "Carlow" }
 */
export declare function addressFields(
  country: CountryCode | null | undefined,
  operation?: OperationName | undefined,
  options?: { names?: Names | undefined },
): AddressField[];

/**
 * Returns the HTML attributes of the input for a field.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param path The field: `"address.city"` or `["address", "city"]`.
 * @param options `country` determines which fields of an address are required; `""` is no country. With
 *   `naming: "react"`, the attributes are the properties of a React element.
 * @throws {KycLinkError} `invalid_config` for an unknown operation, field, country or naming
 * @example
 * <input {...fieldProps("spherepay.onboard", "email", { naming: "react" })} />
 */
export declare function fieldProps<Name extends OperationName>(
  operation: Name,
  path: FieldPath<Operations[Name]["input"]>,
  options: { country?: CountryCode | null | undefined; naming: "react" },
): ReactFieldProps;
/** The same with the names of HTML. */
export declare function fieldProps<Name extends OperationName>(
  operation: Name,
  path: FieldPath<Operations[Name]["input"]>,
  options?: { country?: CountryCode | null | undefined; naming?: "html" | undefined },
): FieldProps;

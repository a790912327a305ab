import type {
  AddressField,
  CountryCode,
  FieldPath,
  FieldProps,
  Names,
  OwnApplicant,
  OwnOperation,
  PersonField,
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
 * Starts WebAssembly without blocking the page. You need it only for pages in Chromium before 115: there, other functions
 * throw `not_initialized` until it has resolved.
 *
 * @throws {KycLinkError} `invalid_config` if WebAssembly is missing or blocked: let the handler validate
 * @example
 * await ready();
 */
export declare function ready(): Promise<void>;

/** Validates an applicant of a provider of your own. */
export declare function validate(operation: OwnOperation, input: unknown, options?: ValidateOptions): Verdict<OwnApplicant>;
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
 * Cleans up typed input: trims strings, removes bidirectional control characters, writes codes and dates in ASCII,
 * converts a phone number that starts with `+` to E.164, and drops empty optional strings. Does not validate.
 *
 * With `phoneCountry`, a phone number without `+` is read as dialled in that country, with its national prefix or
 * without. A number that cannot be dialled there stays as it is.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param input The input: any value.
 * @param options `phoneCountry` is a country code, or `"address"` for the country of the input's own address.
 * @returns A normalized copy, in which a property that was `undefined` is `null`.
 * @throws {KycLinkError} `invalid_config` for an unknown operation or country
 * @example
 * normalize("spherepay.onboard", { phone: "+49 (0)171 1234567" }); // { phone: "+491711234567" }
 * normalize("spherepay.onboard", { phone: "0171 1234567" }, { phoneCountry: "DE" }); // { phone: "+491711234567" }
 */
export declare function normalize<Input>(
  operation: OperationName | OwnOperation,
  input: Input,
  options?: {
    /** The country in which a phone number without `+` is dialled. */
    phoneCountry?: PhoneCountry | undefined;
  },
): Input;

/** Returns an applicant of a provider of your own as a Standard Schema. */
export declare function schema(operation: OwnOperation, options?: ValidateOptions): Schema<OwnApplicant>;
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
 * @param options `names` is the default export of `kyclink/names/en` or of another language. With it, `options` have
 *   names, and a postal code has an `example`.
 * @throws {KycLinkError} `invalid_config` for an unknown country or operation
 * @example
 * addressFields("US", "spherepay.onboard").map(({ label }) => label); // ["line1", "line2", "city", "state", "zip"]
 * addressFields("IE", "spherepay.onboard", { names })[3]?.options?.[0]; // { code: "CW", name: "Carlow" }
 */
export declare function addressFields(
  country: CountryCode | null | undefined,
  operation?: OperationName | OwnOperation | undefined,
  options?: {
    /** The default export of `kyclink/names/<locale>`. */
    names?: Names | undefined;
  },
): AddressField[];

/**
 * Returns the HTML attributes of the input for a field.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param path The field: `"address.city"` or `["address", "city"]`.
 * @param options `country` determines which fields of an address are required; `""` is no country. With
 *   `naming: "react"`, the attributes are the properties of a React element. `personFields` are required of a person.
 * @throws {KycLinkError} `invalid_config` for an unknown operation, field, country or naming
 * @example
 * <input {...fieldProps("spherepay.onboard", "email", { naming: "react" })} />
 */
export declare function fieldProps<Name extends OperationName>(
  operation: Name,
  path: FieldPath<Operations[Name]["input"]>,
  options: {
    /** The country of the address, which determines what is required. */
    country?: CountryCode | null | undefined;
    /** The attributes are the properties of a React element. */
    naming: "react";
    /** Fields of the applicant that your platform requires of a person. */
    personFields?: readonly PersonField[] | undefined;
  },
): ReactFieldProps;
/** Returns the HTML attributes of the input for a field, with the names of HTML. */
export declare function fieldProps<Name extends OperationName>(
  operation: Name,
  path: FieldPath<Operations[Name]["input"]>,
  options?: {
    /** The country of the address, which determines what is required. */
    country?: CountryCode | null | undefined;
    /** The attributes are those of HTML. */
    naming?: "html" | undefined;
    /** Fields of the applicant that your platform requires of a person. */
    personFields?: readonly PersonField[] | undefined;
  },
): FieldProps;

/** Returns the HTML attributes of the input for a field of a provider of your own. */
export declare function fieldProps(
  operation: OwnOperation,
  path: string | readonly string[],
  options: {
    /** The country of the address, which determines what is required. */
    country?: CountryCode | null | undefined;
    /** The attributes are the properties of a React element. */
    naming: "react";
  },
): ReactFieldProps;
/** Returns the HTML attributes of the input for a field of a provider of your own, with the names of HTML. */
export declare function fieldProps(
  operation: OwnOperation,
  path: string | readonly string[],
  options?: {
    /** The country of the address, which determines what is required. */
    country?: CountryCode | null | undefined;
    /** The attributes are those of HTML. */
    naming?: "html" | undefined;
  },
): FieldProps;

/** What a field for a phone number shows, as {@link phoneInput} returns it. */
export interface PhoneInput {
  /** The calling code without `+`: `"49"`. */
  callingCode: string;
  /** A number in international form: `"+4915123456789"`. Of a mobile phone, where the country tells them apart. */
  example: string;
  /** The same number as it is dialled within the country: `"015123456789"`. */
  exampleNational: string;
  /** What is dialled within the country before a number: `"0"`. Some people leave it out. Absent if there is none. */
  nationalPrefix?: string;
  /**
   * The maximum number of digits in the national form, `nationalPrefix` included. Not for the attribute `maxlength`:
   * people also type spaces, or the international form.
   */
  maxLength: number;
}

/**
 * Returns what a field for a phone number shows in a country.
 *
 * @param country The country.
 * @returns The calling code and an example; `undefined` without a country, and for seven territories that have no
 *   calling code.
 * @throws {KycLinkError} `invalid_config` for an unknown country
 * @example
 * phoneInput("FR")?.exampleNational; // "0612345678"
 */
export declare function phoneInput(country: CountryCode | null | undefined): PhoneInput | undefined;

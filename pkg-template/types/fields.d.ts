// Schemas, and the data for forms.
import type { Verdict } from "./issues.js";
import type { Label } from "./tables.js";

/** A supported JSON Schema version. The Standard Schema type allows any string; others throw `invalid_config`. */
export type JsonSchemaTarget = "draft-2020-12" | "draft-07" | (string & {});

/** What a JSON Schema is made for. */
export interface JsonSchemaOptions {
  /** The version of JSON Schema. */
  target: JsonSchemaTarget;
}

/** A [Standard Schema](https://standardschema.dev) v1 with synchronous validation and JSON Schema. */
export interface Schema<Input, Output = Input> {
  /** The properties that the Standard Schema specification defines. */
  readonly "~standard": {
    /** The version of the specification. */
    readonly version: 1;
    /** The library that created the schema. */
    readonly vendor: "kyclink";
    /**
     * Validates a value, like `validate`. The result is a {@link Verdict}: it has the warnings, which Standard Schema
     * has no place for.
     */
    readonly validate: (input: unknown) => Verdict<Output>;
    /** The TypeScript types. Not present at run time. */
    readonly types?: {
      /** The type of the input. */
      readonly input: Input;
      /** The type of the validated value. */
      readonly output: Output;
    };
    /** JSON Schema of the input and the output. Less strict than `validate`: never refuses what `validate` accepts. */
    readonly jsonSchema: {
      /** Returns the JSON Schema of the input. */
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      /** Returns the JSON Schema of the validated value. */
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

/** An ISO 3166-1 country code: alpha-2 or alpha-3, in any case. */
export type CountryCode = string;

/** A country, as {@link countries} lists it. */
export interface Country {
  /** ISO 3166-1 alpha-3 code: `"CHE"`. */
  alpha3: string;
  /** ISO 3166-1 alpha-2 code: `"CH"`. Browsers can autofill it. */
  alpha2: string;
  /** Calling code without `+`: `"41"`. Seven territories have none. */
  callingCode?: string;
  /** The name in the language of `names`, or in that of `locale`. */
  name: string;
}

/**
 * Returns all 249 countries, with their names.
 *
 * With `names`, the names and their order are those of that table: the same in a server, in every browser and in a
 * test. With `locale`, they are the platform's (`Intl.DisplayNames`), which differ between a server and a browser, and
 * between browsers: where both render the same list, as React does, pass `names`. With neither, the names are the
 * platform's English ones, in the order of `alpha2`.
 *
 * @param options `names` or `locale`, not both.
 * @throws {KycLinkError} `invalid_config` if `locale` is not a language tag, or `names` has no names of countries
 * @example
 * import names from "kyclink/names/de";
 * countries({ names })[1]; // { alpha3: "EGY", alpha2: "EG", callingCode: "20", name: "Ägypten" }
 */
export declare function countries(options?: {
  /** The default export of `kyclink/names/<locale>`. */
  names?: Names | undefined;
  /** The language of the platform's names: a language tag, or a list of them. */
  locale?: string | readonly string[] | undefined;
}): Country[];

/** A state or province. */
export interface Subdivision {
  /** The ISO 3166-2 code without the country: `"AB"`. */
  code: string;
  /** The name in the language of `names`. */
  name?: string;
}

/** Names of countries, states and provinces: the default export of `kyclink/names/en` or of another language. */
export type Names = Readonly<Record<string, string>>;

/**
 * Returns the ISO 3166-2 codes of a country's states or provinces, without the country: `"AB"`.
 *
 * @param country The country; `undefined`, `null` and `""` have no subdivisions.
 * @param options `names` is the default export of `kyclink/names/en` or of another language; with it, each item has a
 *   `name`.
 * @returns The subdivisions; empty if the country has none.
 * @throws {KycLinkError} `invalid_config` for an unknown country
 * @example
 * import names from "kyclink/names/en";
 * subdivisions("CA", { names })[0]; // { code: "AB", name: "Alberta" }
 */
export declare function subdivisions(
  country: CountryCode | null | undefined,
  options?: {
    /** The default export of `kyclink/names/<locale>`. */
    names?: Names | undefined;
  },
): Subdivision[];

/** A field of an address, as `addressFields` lists it. */
export interface AddressField {
  /** The field's name in `address`. */
  field: "line1" | "line2" | "city" | "state" | "postalCode";
  /** Whether the country or the operation requires the field. */
  required: boolean;
  /**
   * What the country calls the field: `zip`, `postcode`, `eircode`, `state`, `province`, `prefecture`, `post_town` …
   * `LABELS` lists all words, and `kyclink/names/<locale>` has their texts.
   */
  label: Label;
  /** The value of the HTML attribute `autocomplete`. */
  autocomplete: string;
  /** The value of the HTML attribute `inputmode`. */
  inputMode?: "numeric";
  /** The maximum number of characters. */
  maxLength?: number;
  /**
   * The choices of a state: one level of subdivisions, sorted for a `<select>`. Absent if the country has no codes, and
   * if the operation takes any text and the codes are not used there.
   */
  options?: Subdivision[];
  /** A postal code of the country. Only with `names`. */
  example?: string;
}

/**
 * The fields of an input: names with dots, or lists of names. Any name, if the input's type does not say which it has.
 *
 * @example
 * const path: FieldPath<Applicant> = "address.city";
 */
export type FieldPath<Input> = string extends keyof Input ? string | readonly string[] : Spelled<FieldNames<Input>>;

type Spelled<Names> = Names extends readonly string[] ? Names | Dotted<Names> : never;

/** The names that lead to each field which is not an object. A list of values is one field. */
type FieldNames<Input> = Input extends object ? (Known<Input> extends infer Names ? Names[keyof Names] : never) : never;

type Known<Input> = {
  [Name in keyof Input as string extends Name ? never : Name]-?: Name extends string
    ? readonly [Name, ...NamesWithin<NonNullable<Input[Name]>>]
    : never;
};

type NamesWithin<Value> = Value extends readonly unknown[] ? [] : Value extends object ? FieldNames<Value> : [];

type Dotted<Names extends readonly string[]> = Names extends readonly [infer First extends string, ...infer Rest extends readonly string[]]
  ? Rest extends readonly []
    ? First
    : `${First}.${Dotted<Rest>}`
  : never;

/** HTML attributes of an input. Spread them in React, or set them one by one. */
export interface FieldProps {
  /** The field's path with dots: `"address.city"`. */
  name: string;
  /** The input's type. */
  type: "text" | "email" | "tel" | "url" | "date";
  /** The autofill token. */
  autocomplete: string;
  /** The virtual keyboard. */
  inputMode?: "email" | "tel" | "url" | "numeric";
  /** The maximum number of characters. */
  maxLength?: number;
  /** Whether the field is required. */
  required: boolean;
  /** `true` if the field is required, otherwise absent. */
  "aria-required"?: true;
}

/** The attributes of {@link FieldProps} as React spells them. */
export interface ReactFieldProps extends Omit<FieldProps, "autocomplete"> {
  /** The autofill token. */
  autoComplete: string;
}

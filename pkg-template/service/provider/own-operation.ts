// The applicant of a provider of one's own as an operation. This file says which fields are listed; the crate knows their
// rules, and reads the operation's name (src/provider/own/operation.rs).
//
// It imports nothing that calls the crate, so that a page that has `kyclink/form` loads no second wasm module.

import type { CustomerType } from "../../module/applicant.ts";
import type { ApplicantFields } from "../../module/form/applicant.ts";

export const TYPES = ["individual", "business"] as const;

export class OwnOperation {
  individual: readonly string[] | undefined;
  business: readonly string[] | undefined;
  #name: string;

  /** @param lists checked ones */
  constructor(lists: ApplicantFields) {
    for (const type of TYPES) if (lists[type]?.length) this[type] = Object.freeze([...(lists[type] ?? [])]);
    this.#name = this.types.map((type) => `${type}:${this[type]}`).join(";");
    Object.freeze(this);
  }

  /** The name by which the crate knows it, such as `individual:email,phone?;business:email`. */
  get name() {
    return this.#name;
  }

  /** The types of applicants that there are. */
  get types() {
    return TYPES.filter((type) => this[type]);
  }

  /**
   * Returns the types of applicants that a form asks for a field: it is listed, or the whole of which it is a part, or a
   * part of it.
   */
  typesOf(name: string) {
    const isAbout = (entry: string) => {
      const listed = entry.replace("?", "");
      return listed === name || name.startsWith(`${listed}.`) || listed.startsWith(`${name}.`);
    };
    return this.types.filter((type) => this[type]?.some(isAbout));
  }

  /** Returns the operation for applicants of one type only. */
  of(type: CustomerType) {
    return new OwnOperation({ [type]: this[type] });
  }
}

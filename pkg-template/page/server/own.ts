/** The application's own fields, with their texts in a language. */

import { misuse } from "../../lib/error.js";
import { ownOptions } from "../../lib/options/options.js";
import type { Config } from "../../types/edge.js";
import type { Locale } from "../../types/page.js";
import type { OwnControl } from "../views/view.js";

/** Returns the fields as controls; throws `invalid_config` if the page could not show one. */
export function ownControls({ ownFields }: Config, locale: Locale): OwnControl[] {
  return Object.entries(ownFields ?? {}).map(([name, field]) => {
    const { label: given, kind = "text", required } = ownOptions(field);
    const texts = typeof given === "string" ? { en: given } : ownOptions(given);
    if (!isText(texts.en) || !Object.values(texts).every((text) => text == null || isText(text)))
      throw misuse(`ownFields.${name} needs a label: a string, or a string for each language, of which one is en.`);
    return { name: `own.${name}`, label: texts[locale] ?? texts.en, kind, required: required === true };
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

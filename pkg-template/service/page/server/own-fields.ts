// The application's own fields, with their texts in a language.

import { copyOptions } from "../../../module/copy-options.ts";
import { misuse } from "../../../module/error.ts";
import type { Config } from "../../edge/config/config.ts";
import type { Locale } from "../texts/locale.ts";
import type { OwnFieldControl } from "../views/view.js";

/** Returns the fields as controls; throws `invalid_config` if the page could not show one. */
export function ownFieldControls({ ownFields }: Config, locale: Locale): OwnFieldControl[] {
  return Object.entries(ownFields ?? {}).map(([name, field]) => {
    const { label: given, kind = "text", required } = copyOptions(field);
    const texts = typeof given === "string" ? { en: given } : copyOptions(given);
    if (!isText(texts.en) || !Object.values(texts).every((text) => text == null || isText(text)))
      throw misuse(`ownFields.${name} needs a label: a string, or a string for each language, of which one is en.`);
    return { name: `own.${name}`, label: texts[locale] ?? texts.en, kind, required: required === true };
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

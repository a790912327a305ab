// The files of the page of one handler: those of the package, and those that depend on the configuration. Every process makes
// the same ones, so any process can serve them.

import { toJson } from "../../../module/to-json.ts";
import { LOCALES } from "../texts/index.ts";
import type { Locale } from "../texts/locale.ts";
import type { Made } from "./files.ts";
import { add, assets, DATA_VERSION, FILES, fileResponse } from "./files.ts";
import type { Options } from "./options.ts";
import { scriptTexts } from "./script-texts.ts";
import type { siteOf } from "./site.ts";

export class PageFiles {
  #options;
  #site;
  #base;
  #made: Made = new Map();

  /** @param base the handler's path */
  constructor(options: Options, site: ReturnType<typeof siteOf>, base: string) {
    this.#options = options;
    this.#site = site;
    this.#base = base;
  }

  /** Returns the addresses of what a document needs. */
  async inLanguage(locale: Locale) {
    const { assets, logo, theme } = this.#options;
    const asset = (name: string) => `${this.#base}/assets/${name}`;
    const packed = (name: string) => (assets ? assets.href + name : asset(name));
    const { scheme } = theme;
    const themeFile = await this.#theme();
    return {
      icon: asset(FILES.icon),
      script: packed(FILES.script),
      styles: [
        { href: packed(FILES.style) },
        ...(scheme === "light"
          ? []
          : [{ href: packed(FILES.dark), ...(scheme === undefined && { media: "(prefers-color-scheme: dark)" }) }]),
        ...(themeFile === undefined ? [] : [{ href: asset(themeFile) }]),
      ],
      texts: asset(await this.#texts(locale)),
      countries: asset(`${await this.#countries()}-`),
      logo,
    };
  }

  async respond(name: string, method: string): Promise<Response | undefined> {
    const [, locale, country] = /-([a-z]{2})-([A-Z]{2})\.json$/.exec(name) ?? [];
    const known = LOCALES.find((each) => each === locale);
    if (known && name === `${await this.#countries()}-${known}-${country}.json`) {
      const data = await this.#site.countryData(known, country);
      return data && fileResponse(name, toJson(data), method);
    }
    // Another process may have rendered the page that names this file.
    const [, language] = /^texts-([a-z]{2})-/.exec(name) ?? [];
    const texts = LOCALES.filter((locale) => locale === language).map((locale) => this.#texts(locale));
    await Promise.all([this.#theme(), ...texts]);
    const contents = this.#made.get(name) ?? (Object.hasOwn(assets, name) ? assets[name] : undefined);
    return contents === undefined ? undefined : fileResponse(name, contents, method);
  }

  async #texts(locale: Locale) {
    const { texts } = await this.#site.inLanguage(locale);
    return add(this.#made, `texts-${locale}`, "js", `export default ${toJson(scriptTexts(texts))};\n`);
  }

  async #theme(): Promise<string | undefined> {
    const { css } = this.#options.theme;
    return css === undefined ? undefined : add(this.#made, "theme", "css", css);
  }

  async #countries() {
    const { operation, prepares } = this.#site;
    return (await add(this.#made, "country", "json", toJson([DATA_VERSION, operation, prepares]))).slice(0, -".json".length);
  }
}

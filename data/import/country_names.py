"""Writes data/names/countries.csv: what every country is called in a language, from CLDR, in the order in which that
language sorts the names. The order is that of Node's `Intl.Collator`, whose ICU must have all languages.

    python3 data/import/country_names.py
"""

import json
import subprocess

import packages

VERSION = "48.2.0"
LOCALES = ("en", "de", "es", "fr", "pt", "ar", "ja", "zh")

SORT = """
const [locale, names] = JSON.parse(require("fs").readFileSync(0, "utf8"));
if (Intl.Collator.supportedLocalesOf(locale).length === 0) throw new Error(`this Node cannot sort ${locale}`);
const { compare } = new Intl.Collator(locale);
console.log(JSON.stringify(names.sort(([, one], [, other]) => compare(one, other))));
"""


def territories(package, locale):
    text = (package / "main" / locale / "territories.json").read_text(encoding="utf-8")
    return json.loads(text)["main"][locale]["localeDisplayNames"]["territories"]


def in_order(locale, names):
    """The codes and names, sorted by name; equal names stay in the order of the codes."""
    given = json.dumps([locale, sorted(names.items())])
    return json.loads(subprocess.run(["node", "-e", SORT], input=given, capture_output=True, check=True, text=True).stdout)


with packages.npm("cldr-localenames-full", VERSION) as localenames:
    rows = []
    for locale in LOCALES:
        all_names = territories(localenames, locale)
        names = {code: all_names[code] for code in packages.countries()}
        rows += [(locale, *row) for row in in_order(locale, names)]
    packages.write_csv("data/names/countries.csv", ("locale", "alpha2", "name"), rows)

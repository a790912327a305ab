"""Writes data/names/countries.csv: what every country is called in each language, from CLDR; and
data/names/country-order.csv: the codes in the order in which each language sorts the names. The order is that of Node's
`Intl.Collator`, whose ICU must have all languages.

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
    """The codes, sorted by name; equal names stay in the order of the codes."""
    given = json.dumps([locale, sorted(names.items())])
    sorted_names = subprocess.run(["node", "-e", SORT], input=given, capture_output=True, check=True, text=True).stdout
    return [code for code, _ in json.loads(sorted_names)]


with packages.npm("cldr-localenames-full", VERSION) as localenames:
    codes = packages.countries()
    columns = {locale: territories(localenames, locale) for locale in LOCALES}
    rows = [(code, *(names[code] for names in columns.values())) for code in codes]
    packages.write_csv("data/names/countries.csv", ("alpha2", *LOCALES), rows)
    orders = [in_order(locale, {code: names[code] for code in codes}) for locale, names in columns.items()]
    packages.write_csv("data/names/country-order.csv", LOCALES, zip(*orders))

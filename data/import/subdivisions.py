"""Writes data/subdivisions.csv: every ISO 3166-2 code, and what it is called in English, from CLDR; and
data/subdivision-local-names.csv: what ISO 3166-2 itself calls it, where that is another name; and
data/names/subdivisions.csv: what it is called in other languages, where that is another name, with the names of
data/names/subdivisions-by-hand.csv, which CLDR lacks, gives wrongly or spells as in another country.

    python3 data/import/subdivisions.py
"""

import collections
import json
import re
import sys
import unicodedata
import xml.etree.ElementTree

import packages

VERSION = "48.2.0"
# The JSON packages leave out what CLDR calls provisional, which is nearly every name in another language than English.
# This package has the XML files of CLDR 48.
XML = "8.0.0"
ISO = "4.4.0"
OPENCC = "0.1.7"

LOCALES = ("de", "es", "fr", "pt", "ar", "ja", "zh")

# Subdivisions that are also countries have their name as such; this one has none in CLDR.
NAMELESS = {"CN-NM": "Inner Mongolia"}


def codes(core):
    """Returns all codes. CLDR writes US-IL as `usil`, and nests some: a county is in a region, which is in the country."""
    groups = json.loads((core / "supplemental/subdivisionContainment.json").read_text())["supplemental"]
    flat = {code for group in groups["subdivisionContainment"].values() for code in group["_contains"]}
    return sorted(f"{code[:2]}-{code[2:]}".upper() for code in flat)


def subdivision_names(package):
    text = (package / "subdivisions/en/en.json").read_text(encoding="utf-8")
    return json.loads(text)["subdivisions"]["localeDisplayNames"]["subdivisions"]


def territory_names(package, locale):
    text = (package / "main" / locale / "territories.json").read_text(encoding="utf-8")
    names = json.loads(text)["main"][locale]["localeDisplayNames"]["territories"]
    return {code: names.get(f"{code}-alt-short", name) for code, name in names.items() if "-" not in code}


def territory(code, core):
    """The country code of a subdivision that has one: FR-BL is BL, FI-01 is AX."""
    aliases = json.loads((core / "supplemental/aliases.json").read_text())["supplemental"]["metadata"]["alias"]
    alias = aliases["subdivisionAlias"].get(code.replace("-", "").lower(), {})
    return alias.get("_replacement", code[3:])


def translations(package, locale):
    """The names in a language, by the code as CLDR writes it."""
    tree = xml.etree.ElementTree.parse(package / f"3rdparty/cldr/common/subdivisions/{locale}.xml")
    return {entry.get("type"): entry.text for entry in tree.iter("subdivision")}


def tidy(names, territories):
    """Most names are titles of Wikipedia articles: "Tabora (région)", "Saint James, Barbados", "canton de Vaud". What
    follows in brackets or is the country's name goes, unless it tells two subdivisions of a country apart. Footnotes
    and the Arabic tatweel go everywhere."""
    whole = {code: re.sub("[²†\u0640]", "", name).strip(' "') for code, name in names.items()}
    short = {code: re.sub(r"\s*[(（][^)）]*[)）]?$", "", name) for code, name in whole.items()}
    for code, name in short.items():
        head, _, tail = name.replace("،", ",").rpartition(", ")
        short[code] = head.strip() if head and tail == territories[code[:2]] else name
    count = collections.Counter((code[:2], name) for code, name in short.items())
    chosen = {code: name if name and count[code[:2], name] == 1 else whole[code] for code, name in short.items()}
    return {code: name[:1].upper() + name[1:] for code, name in chosen.items()}


def unambiguous(names, english, footnoted):
    """Leaves out names that two subdivisions of a country share although they have two in English: if it suffices, only
    those on which CLDR has put a footnote for this reason."""
    for candidates in (footnoted, english.keys()):
        while ambiguous := shared(english | names, english) & names.keys() & candidates:
            names = {code: name for code, name in names.items() if code not in ambiguous}
    return names


def shared(names, english):
    """The codes whose name another code of the country has, which has another name in English."""
    codes = collections.defaultdict(list)
    for code, name in names.items():
        codes[code[:2], name].append(code)
    return {code for group in codes.values() if len({english[code] for code in group}) > 1 for code in group}


def simplified(names):
    """Converts traditional Chinese characters, which half of the Chinese names have, to simplified ones."""
    with packages.pypi("opencc-python-reimplemented", OPENCC) as package:
        sys.path.insert(0, str(package))
        import opencc

        converter = opencc.OpenCC("t2s")
        return {code: converter.convert(name) for code, name in names.items()}


def by_hand(locale):
    rows = packages.rows("data/names/subdivisions-by-hand.csv")
    return {row["code"]: row["name"] for row in rows if row["locale"] == locale}


def iso_names(package):
    """The names of the standard, in the country's language, by code."""
    text = (package / "2.js").read_text(encoding="utf-8")
    entry = re.compile(r"code: '([^']+)',\s*name: ('(?:[^'\\]|\\.)*'|\"[^\"]*\"),")
    return {code: name[1:-1].replace("\\'", "'") for code, name in entry.findall(text)}


def local_names(name):
    """The names in an entry: "Bolzano, Bozen" are two, "Asturias, Principado de" is "Principado de Asturias"."""
    name = re.sub(r"\s*\((?:EH|EH-partial|de, lb|UTAG)\)", "", name)
    for part in re.split(r"\s*[\[\]()]\s*|\s*/\s*", name):
        head, comma, tail = part.partition(", ")
        if comma and re.search(r"( de| of|^The|^Respublika|^County|^Comunidad)$", tail):
            yield head
            yield f"{tail} {head}"
        elif comma and (" " not in head + tail or "'" in head + tail or "-" in head):
            yield from (head, tail)
        # Some entries of the package are cut off at a hyphen, and an adjective in brackets is not a name.
        elif part and not part.endswith("-") and not part[0].islower():
            yield part


def key(name):
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in folded if c.isalnum())


with (
    packages.npm("iso-3166", ISO) as iso,
    packages.npm("cldr", XML) as cldr,
    packages.npm("cldr-core", VERSION) as core,
    packages.npm("cldr-subdivisions-full", VERSION) as subdivisions,
    packages.npm("cldr-localenames-full", VERSION) as localenames,
):
    names = subdivision_names(subdivisions)
    territories = territory_names(localenames, "en")
    rows, countries = [], {}
    for code in codes(core):
        name = names.get(code.replace("-", "").lower()) or NAMELESS.get(code)
        if not name:
            countries[code] = territory(code, core)
            name = territories[countries[code]]
        # ISO marks the municipalities that make up Skopje with a dagger, and a footnote follows Île-de-France.
        rows.append((code, name.removesuffix(" †").removesuffix("²")))
    packages.write_csv("data/subdivisions.csv", ("code", "name"), rows)
    english, known = dict(rows), iso_names(iso)
    local = {(code, name) for code in english if code in known for name in local_names(known[code])}
    local = sorted((code, name) for code, name in local if key(name) != key(english[code]))
    packages.write_csv("data/subdivision-local-names.csv", ("code", "name"), local)
    translated = []
    for locale in LOCALES:
        names, territories = translations(cldr, locale), territory_names(localenames, locale)
        flat = {code: code.replace("-", "").lower() for code in english}
        # Only those that are countries have a country's name: QA-ZA is not ZA.
        found = {code: names.get(flat[code]) or territories.get(countries.get(code)) for code in english}
        found = {code: name for code, name in found.items() if name}
        named = tidy(found, territories)
        named = (simplified(named) if locale == "zh" else named) | by_hand(locale)
        named = unambiguous(named, english, {code for code, name in found.items() if "²" in name})
        translated += sorted((locale, code, name) for code, name in named.items() if name != english[code])
    packages.write_csv("data/names/subdivisions.csv", ("locale", "code", "name"), translated)

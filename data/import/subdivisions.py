"""Writes data/subdivisions.csv: every ISO 3166-2 code, what the standard calls it, and what it is called in English and,
where that is another name, in other languages, from CLDR; with the cells of data/subdivisions-by-hand.csv, which the
sources lack, give wrongly or spell as in another country, and its rows of codes that only a postal service has. The
column `postal` has what else Google's address data calls them.

    python3 data/import/subdivisions.py
"""

import collections
import difflib
import json
import re
import sys
import unicodedata
import xml.etree.ElementTree

import google
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

# Iran's codes until November 2020, by which CLDR still has the names: ir22 is today's IR-00.
IRAN = "22 19 21 01 02 17 10 14 15 30 04 13 16 24 08 20 05 18 06 11 12 25 23 07 03 26 28 27 31 29 32".split()
FORMER = {f"IR-{now:02}": f"ir{code}" for now, code in enumerate(IRAN)}
# Words for the type of a place before its name.
TYPE = re.compile(
    r"^(?:condado|comté|district|distrikt|distrito|kreis|municipalidad|município|province|provincia|provinz"
    r"|préfecture|regi[oó]n|região|région) (?:de |del |da |do |d’)?",
    re.IGNORECASE,
)
# Where CLDR's names are those of other places: Morocco's regions before the reform of 2015, and districts of Uganda that
# have had other codes.
STALE = {f"MA-{code:02}" for code in range(1, 13)}
STALE |= {f"UG-{code}" for code in (219, 220, 221, 222, 223, 224, 317, 318, 416, 417, 418, 419)}


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


def by_hand(column):
    rows = packages.rows("data/subdivisions-by-hand.csv")
    return {row["code"]: row[column] for row in rows if row[column]}


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
            yield f"{tail} {head}"
        elif comma and (" " not in head + tail or "'" in head + tail or "-" in head):
            yield from (head, tail)
        # Some entries of the package are cut off at a hyphen, and an adjective in brackets is not a name.
        elif part and not part.endswith("-") and not part[0].islower():
            yield part


# Google's data has these the wrong way round.
SWAPPED = {"TW-CYI": "TW-CYQ", "TW-CYQ": "TW-CYI"}


def postal_names(known):
    """The names in Google's address data, by code, that are no known ones of any code of the country, also without the
    word for the type."""
    taken = {(code[:2], name) for code, names in known.items() for name in names}
    found = collections.defaultdict(dict)
    for country, region in google.regions():
        keys, isos = (region.get(part, "").split("~") for part in ("sub_keys", "sub_isoids"))
        for column in ("sub_keys", "sub_names", "sub_lnames"):
            for own, iso, name in zip(keys, isos, region.get(column, "").split("~")):
                code = f"{country}-{iso or own}"
                code = SWAPPED.get(code, code)
                bare = re.sub(r"^Co\. | (?:City|County|District|Governorate|Province|State)$", "", name)
                names = {key(name), key(bare)}
                if name.strip() and code in known and f"{country}-{name}" not in known and not any((country, one) in taken for one in names):
                    found[code][key(name)] = name.strip()
    return {code: "; ".join(names.values()) for code, names in found.items()}


def contradicting(names, iso, english):
    """The codes whose name is that of another code of the country in ISO 3166-2, and not their own: with a word for the
    type of the place, if it resembles none of their own names ("Provincia de Liberec" is not the district)."""
    owners = collections.defaultdict(set)
    for code, own in iso.items():
        for name in own:
            owners[code[:2], key(name)].add(code)
    wrong = set()
    for code, name in names.items():
        for written in {name, TYPE.sub("", name)}:
            others = owners.get((code[:2], key(written)))
            own = (difflib.SequenceMatcher(None, key(written), key(one)).ratio() for one in (*iso[code], english[code]))
            if others and code not in others and (written == name or max(own) < 0.5):
                wrong.add(code)
    return wrong


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
    flat = {code: FORMER.get(code, code.replace("-", "").lower()) for code in codes(core)}
    known, given = iso_names(iso), by_hand("iso")
    local = {code: [given[code]] if code in given else list(dict.fromkeys(local_names(known[code]))) for code in flat}
    english, countries = {}, {}
    for code in flat:
        name = local[code][0] if code in STALE else names.get(flat[code]) or NAMELESS.get(code)
        if not name:
            countries[code] = territory(code, core)
            name = territories[countries[code]]
        # ISO marks the municipalities that make up Skopje with a dagger, and a footnote follows Île-de-France.
        english[code] = name.removesuffix(" †").removesuffix("²")
    english |= {code: local[code][0] for code in contradicting(english, local, english)} | by_hand("en")
    columns = {"iso": {code: "; ".join(names) for code, names in local.items()}, "en": english}
    for locale in LOCALES:
        names, territories = translations(cldr, locale), territory_names(localenames, locale)
        # Only those that are countries have a country's name: QA-ZA is not ZA.
        found = {code: names.get(flat[code]) or territories.get(countries.get(code)) for code in flat.keys() - STALE}
        found = {code: name for code, name in found.items() if name}
        named = tidy(found, territories)
        named = simplified(named) if locale == "zh" else named
        wrong = contradicting(named, local, english)
        named = {code: name for code, name in named.items() if code not in wrong} | by_hand(locale)
        named = unambiguous(named, english, {code for code, name in found.items() if "²" in name})
        columns[locale] = {code: name for code, name in named.items() if name != english[code]}
    usual = packages.rows("data/subdivision-usual-names.csv")
    known = {code: {key(name) for name in (*local.get(code, ()), english[code])} for code in english}
    for row in usual:
        known[row["code"]].add(key(row["name"]))
    columns["postal"] = postal_names(known)
    rows = [(code, *(names.get(code) for names in columns.values())) for code in sorted(english)]
    packages.write_csv("data/subdivisions.csv", ("code", *columns), rows)

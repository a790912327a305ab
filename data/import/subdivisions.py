"""Writes data/subdivisions.csv: every ISO 3166-2 code, and what it is called in English, from CLDR; and
data/subdivision-local-names.csv: what ISO 3166-2 itself calls it, where that is another name.

    python3 data/import/subdivisions.py
"""

import json
import re
import unicodedata

import packages

VERSION = "48.2.0"
ISO = "4.4.0"

# Subdivisions that are also countries have their name as such; this one has none in CLDR.
NAMELESS = {"CN-NM": "Inner Mongolia"}


def codes(core):
    """CLDR writes US-IL as `usil` and nests some: a county is in a region that is in the country."""
    groups = json.loads((core / "supplemental/subdivisionContainment.json").read_text())["supplemental"]
    flat = {code for group in groups["subdivisionContainment"].values() for code in group["_contains"]}
    return sorted(f"{code[:2]}-{code[2:]}".upper() for code in flat)


def subdivision_names(package):
    text = (package / "subdivisions/en/en.json").read_text(encoding="utf-8")
    return json.loads(text)["subdivisions"]["localeDisplayNames"]["subdivisions"]


def territory_names(package):
    text = (package / "main/en/territories.json").read_text(encoding="utf-8")
    names = json.loads(text)["main"]["en"]["localeDisplayNames"]["territories"]
    return {code: names.get(f"{code}-alt-short", name) for code, name in names.items() if "-" not in code}


def territory(code, core):
    """The country code of a subdivision that has one: FR-BL is BL, FI-01 is AX."""
    aliases = json.loads((core / "supplemental/aliases.json").read_text())["supplemental"]["metadata"]["alias"]
    alias = aliases["subdivisionAlias"].get(code.replace("-", "").lower(), {})
    return alias.get("_replacement", code[3:])


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
    packages.npm("cldr-core", VERSION) as core,
    packages.npm("cldr-subdivisions-full", VERSION) as subdivisions,
    packages.npm("cldr-localenames-full", VERSION) as localenames,
):
    names = subdivision_names(subdivisions)
    territories = territory_names(localenames)
    rows = []
    for code in codes(core):
        name = names.get(code.replace("-", "").lower()) or NAMELESS.get(code) or territories[territory(code, core)]
        # ISO marks the municipalities that make up Skopje with a dagger, and a footnote follows Île-de-France.
        rows.append((code, name.removesuffix(" †").removesuffix("²")))
    packages.write_csv("data/subdivisions.csv", ("code", "name"), rows)
    english, known = dict(rows), iso_names(iso)
    local = {(code, name) for code in english if code in known for name in local_names(known[code])}
    local = sorted((code, name) for code, name in local if key(name) != key(english[code]))
    packages.write_csv("data/subdivision-local-names.csv", ("code", "name"), local)

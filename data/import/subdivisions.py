"""Writes data/subdivisions.csv: every ISO 3166-2 code, and what it is called in English, from CLDR.

    python3 data/import/subdivisions.py
"""

import json

import packages

VERSION = "48.2.0"

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


with (
    packages.npm("cldr-core", VERSION) as core,
    packages.npm("cldr-subdivisions-full", VERSION) as subdivisions,
    packages.npm("cldr-localenames-full", VERSION) as localenames,
):
    names = subdivision_names(subdivisions)
    territories = territory_names(localenames)
    rows = []
    for code in codes(core):
        name = names.get(code.replace("-", "").lower()) or NAMELESS.get(code) or territories[territory(code, core)]
        # ISO marks the municipalities that make up Skopje with a dagger; it is no part of the name.
        rows.append((code, name.removesuffix(" †")))
    packages.write_csv("data/subdivisions.csv", ("code", "name"), rows)

"""Writes data/subdivision-levels.csv: where ISO 3166-2 has two levels and addresses have a state, the codes of the upper
one, and which of the two addresses name.

    python3 data/import/subdivision_levels.py
"""

import json

import packages

VERSION = "48.2.0"

# Google's address data calls the state a county or an island here: the upper level. Elsewhere it lists the lower one.
UPPER = {"EE", "KN", "LT"}


def upper():
    """The codes that contain others, without the country, by country: CLDR writes ES-AN as `esan`."""
    with packages.npm("cldr-core", VERSION) as package:
        path = package / "supplemental/subdivisionContainment.json"
        groups = json.loads(path.read_text())["supplemental"]["subdivisionContainment"]
    countries = {}
    for code in sorted(groups):
        if len(code) > 2 and groups[code]["_contains"]:
            countries.setdefault(code[:2].upper(), []).append(code[2:].upper())
    return countries


if __name__ == "__main__":
    countries = upper()
    used = [row["country"] for row in packages.rows("data/address.csv") if "S" in row["order"]]
    rows = [
        (country, "upper" if country in UPPER else "lower", " ".join(countries[country]))
        for country in used
        if country in countries
    ]
    packages.write_csv("data/subdivision-levels.csv", ("country", "addresses", "codes"), rows)

"""Compares countries.csv, former-countries.csv and subdivisions.csv with pycountry, which has its own copy of the lists of ISO.

    python3 data/import/check_codes.py
"""

import sys

import packages

VERSION = "26.2.16"

with packages.pypi("pycountry", VERSION) as package:
    sys.path.insert(0, str(package))
    import pycountry

    pairs = {(country.alpha_2, country.alpha_3) for country in pycountry.countries}
    withdrawn = {country.alpha_3 for country in pycountry.historic_countries}
    parts = {part.code for part in pycountry.subdivisions}

assert pairs == {(row["alpha2"], row["alpha3"]) for row in packages.rows("data/countries.csv")}
former = {row["alpha3"] or row["alpha2"]: row["reason"] for row in packages.rows("data/former-countries.csv")}
for alpha3 in withdrawn:
    # French Southern and Antarctic Territories (FQHH) had the ATF that French Southern Territories has.
    assert former.get("FQ" if alpha3 == "ATF" else alpha3) == "withdrawn", alpha3
assert parts == {row["code"] for row in packages.rows("data/subdivisions.csv") if row["iso"]}
print(f"{len(pairs)} countries, {len(withdrawn)} former ones and {len(parts)} subdivisions are the same")

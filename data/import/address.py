"""Writes data/address.csv: which parts an address has in each country, in which order, which of them it requires,
and what the country calls them.

`order` has the letters of Google's `fmt`: A the street lines, C city, S state, Z postal code. The organisation, the
dependent locality and the sorting code are left out: no provider takes them. `require` lists the required letters.

    python3 data/import/address.py
"""

import re

import google
import packages

FIELDS = {"state": "S", "postalCode": "Z", "city": "C"}
WORDS = {"stateName": "state_name_type", "postalCodeName": "zip_name_type", "cityName": "locality_name_type"}


def order(rules):
    return "".join(letter for letter in re.findall("%(.)", rules["fmt"]) if letter in "ACSZ")


def level(rules, letter):
    if letter in rules["require"]:
        return "required"
    return "used" if letter in order(rules) else "unused"


def name(rules, word):
    # The source's general word, which is no word on a label.
    return "postcode" if rules[word] == "postal" else rules[word]


rows = [
    (code, order(rules), *(level(rules, letter) for letter in FIELDS.values()), *(name(rules, word) for word in WORDS.values()))
    for code, rules in google.regions()
]
packages.write_csv("data/address.csv", ("country", "order", *FIELDS, *WORDS), rows)

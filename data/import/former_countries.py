"""Writes data/former-countries.csv, codes that ISO 3166-1 knows but does not assign to a country now.

`withdrawn` codes are those of ISO 3166-3 and come first where a code is both; `reserved` ones are ISO 3166-1's
exceptional, transitional and indeterminate reservations. A code that another country has today is left out of
its column (AI was once French Afars and Issas and is Anguilla). User-assigned codes are ranges, not a list.

    python3 data/import/former_countries.py
"""

import csv
import json
import re

import packages

ISO_3166 = "4.4.0"
CLDR = "48.2.0"

# What neither package holds.
ALSO_WITHDRAWN = [("", "ROM", "withdrawn", "Romania", "alpha-3 of Romania until 2002; ROU since")]


def entries(module, fields):
    """The object literals of one of iso-3166's list modules, as tuples of `fields`, in the file's order."""
    text = re.sub(r"/\*.*?\*/", "", module.read_text(), flags=re.S)
    columns = [re.findall(rf"^ *{field}: ['\"](.*)['\"],?$", text, flags=re.M) for field in fields]
    assert len({len(column) for column in columns}) == 1, f"{module.name}: an entry lacks a field"
    return list(zip(*columns))


def withdrawn(package):
    text = (package / "3.js").read_text()
    # Only the `from` side of each entry; the `to` side holds today's countries.
    for alpha4, origin in re.findall(r"alpha4: '(\w{4})',.*?from: \{(.*?)\}", text, flags=re.S):
        value = {key: v for key, _, v in re.findall(r"(\w+): (['\"])(.*)\2", origin)}
        yield value["alpha2"], value["alpha3"], "withdrawn", value["name"], f"ISO 3166-3 {alpha4}"


def reserved(package, alpha3_of):
    for state, alpha2, name in entries(package / "1-reserved.js", ("state", "alpha2", "name")):
        if state.endswith("-reserved"):
            kind = state.removesuffix("-reserved")
            yield alpha2, alpha3_of.get(alpha2, ""), "reserved", name, f"ISO 3166-1 reserves it {kind}"


def alpha3_of_reserved(cldr):
    """Returns the alpha-3 codes of the exceptional reservations that CLDR has: those without a numeric code."""
    mappings = json.loads((cldr / "supplemental/codeMappings.json").read_text())["supplemental"]["codeMappings"]
    return {code: m["_alpha3"] for code, m in mappings.items() if "_alpha3" in m and "_numeric" not in m}


def without_taken_codes(rows):
    """Blanks each code that a current country or an earlier row has, and drops rows left without any."""
    with open(packages.ROOT / "data/countries.csv", newline="") as file:
        taken = {code for row in csv.DictReader(file) for code in row.values()}
    for alpha2, alpha3, *rest in rows:
        alpha2, alpha3 = ("" if code in taken else code for code in (alpha2, alpha3))
        if alpha2 or alpha3:
            taken |= {alpha2, alpha3}
            yield alpha2, alpha3, *rest


with packages.npm("cldr-core", CLDR) as cldr, packages.npm("iso-3166", ISO_3166) as iso:
    rows = [*withdrawn(iso), *ALSO_WITHDRAWN, *reserved(iso, alpha3_of_reserved(cldr))]
    rows = sorted(without_taken_codes(rows), key=lambda row: (row[0] or row[1], row[1]))
    packages.write_csv("data/former-countries.csv", ("alpha2", "alpha3", "reason", "name", "source"), rows)

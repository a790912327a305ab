"""Writes data/countries.csv, the 249 codes of ISO 3166-1, from CLDR's code mappings.

CLDR maps more than ISO assigns: private-use codes (numeric 900 and above, by ISO's own rule for user-assigned
numbers), reserved ones (no number) and withdrawn ones (in no group of the territory containment).

    python3 data/import/countries.py
"""

import json
import re

import packages

VERSION = "48.2.0"


def assigned(cldr):
    supplemental = cldr / "supplemental"
    mappings = json.loads((supplemental / "codeMappings.json").read_text())["supplemental"]["codeMappings"]
    groups = json.loads((supplemental / "territoryContainment.json").read_text())["supplemental"]["territoryContainment"]
    live = {code for name, group in groups.items() if "-status-" not in name for code in group["_contains"]}
    return [
        (alpha2, codes["_alpha3"])
        for alpha2, codes in sorted(mappings.items())
        if re.fullmatch("[A-Z]{2}", alpha2) and int(codes.get("_numeric", 999)) < 900 and alpha2 in live
    ]


with packages.npm("cldr-core", VERSION) as cldr:
    rows = assigned(cldr)
    assert len(rows) == 249, f"ISO 3166-1 assigns 249 codes, found {len(rows)}"
    packages.write_csv("data/countries.csv", ("alpha2", "alpha3"), rows)

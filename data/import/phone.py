"""Writes data/calling-codes.csv and data/country-calling-codes.csv from libphonenumber's metadata, and its example
numbers to tests/vectors/data/phone-examples.csv.

A number may have every length that any kind of number of any region with its calling code may have: the lengths
change far less than the ranges, so that an old table still lets new numbers pass.

    python3 data/import/phone.py
"""

import sys

import packages

VERSION = "9.0.43"
KINDS = (
    "fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan voicemail"
).split()


def metadata(phonenumbers):
    """Each calling code with the metadata of its regions; `001` stands for a code of no country."""
    load = phonenumbers.PhoneMetadata
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        for region in regions:
            whole = region == "001"
            yield code, region, load.metadata_for_nongeo_region(code) if whole else load.metadata_for_region(region)


def kinds(region):
    return ((kind, getattr(region, kind)) for kind in KINDS if getattr(region, kind) is not None)


def lengths(code, region):
    # E.164 allows 15 digits with the calling code; some plans reserve more for use inside the country.
    possible = {length for _, kind in kinds(region) for length in kind.possible_length if length > 0}
    return {length for length in possible if length + len(str(code)) <= 15}


def examples(phonenumbers, code, name, region):
    for kind, numbers in kinds(region):
        if numbers.example_number:
            national = numbers.example_number
            yield name, kind, f"+{code}{national}"


with packages.pypi("phonenumbers", VERSION) as package:
    sys.path.insert(0, str(package))
    import phonenumbers

    plans, code_of, samples = {}, {}, []
    for code, name, region in metadata(phonenumbers):
        plans.setdefault(code, set()).update(lengths(code, region))
        code_of[name] = code
        samples += examples(phonenumbers, code, name, region)
    packages.write_csv(
        "data/calling-codes.csv",
        ("callingCode", "lengths"),
        [(code, " ".join(map(str, sorted(plan)))) for code, plan in plans.items()],
    )
    packages.write_csv(
        "data/country-calling-codes.csv",
        ("country", "callingCode"),
        [(country, code_of.get(country, "")) for country in packages.countries()],
    )
    packages.write_csv("tests/vectors/data/phone-examples.csv", ("region", "kind", "number"), sorted(samples))

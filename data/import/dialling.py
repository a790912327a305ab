"""Writes data/dialling.csv, how people dial within each country, from libphonenumber's metadata.

The column `example` is a number that libphonenumber considers valid, of a mobile phone where the country tells them
apart: as few digits as possible, then 123456… Such numbers take less space than libphonenumber's own examples.

    python3 data/import/dialling.py
"""

import itertools
import re
import sys

import packages
from patterns import lengths_after

VERSION = "9.0.43"
FILLER = "1234567890"

# What may be written instead of the national prefix, and what it stands for: digits are removed, `?` is any digit that
# is removed, `.` any digit that stays; the part after `>` goes in front, after the country's calling code, or as it is
# if it begins with `+`. `=IT` are the rules of Italy. The keys are libphonenumber's patterns, so that a change of one of them is noticed.
SPECIAL = {
    # Mobile phones: 0 11 15 2345-6789 is +54 9 11 2345-6789. Area codes have 2 (only 11) to 4 digits.
    "AR": "01115>911 0...15>9 0....15>9 1115>911 ...15>9 ....15>9",
    # The digits of a carrier after the 0.
    "BO": "0> 0??>",
    "BR": "0> 0??>",
    "CO": "03> 05> 07> 09>",
    # Both 8 029 and 8 29 stand for 29.
    "BY": "80> 0>",
    # An 8-digit number without its area code 8.
    "CC": "5>85 9>89",
    "CX": "5>85 9>89",
    # Numbers of nine digits have a 0 more than since 2019.
    "GA": "0>0 0>",
    # Some numbers begin with 00.
    "JP": "00>00",
    "LT": "8>",
    # Curaçao's numbers got a 9 in front, which people leave out; not its 600 numbers.
    "CW": "4>94 5>95 65>965 66>966 67>967 68>968 69>969 7>97 8>98",
    # Northern Ireland, and San Marino, have an area code of their neighbours' plans. Most people in San Marino have a
    # mobile phone of Italy, whose numbers are dialled as they are.
    "IE": "048>+4428",
    "IT": "0549>+3780549",
    "VA": "=IT",
    "SM": "3>+393 >0549",
    # The prefixes until 2019, which libphonenumber no longer has.
    "MX": "01> 044> 045> 1>",
}
# Codes that choose a carrier or hide the caller's number: people dial them, but do not write them.
NOT_WRITTEN = {"AU", "CN", "CR", "FO", "GB", "KR", "LI", "LU"}


# They share the numbers of France, with a calling code of their own: `0692 12 34 56` is dialled in all of them.
FRENCH = ("FR", "BL", "GF", "GP", "MF", "MQ", "PM", "RE", "YT")
# Fixed lines that libphonenumber also accepts as numbers of France itself (Arcep's decision 2018-0881 assigns them).
# St Pierre and Miquelon's have 508 instead of a start.
OVERSEAS = {"263": "262263", "269": "262269", "508": "508", "596": "596596"}


def french(metadata):
    """The starts of numbers that have another calling code than the country in which they are dialled."""
    regions = {}
    for name in FRENCH:
        regions.setdefault(metadata(name).country_code, []).append((name, metadata(name)))
    fronts, more = dict(OVERSEAS), [str(start) for start in range(100, 800)]
    while more:
        start = more.pop(0)
        codes = [code for code, of in regions.items() if 9 in lengths_after(of, start)]
        if len(codes) > 1 and len(start) < 5:
            more += [start + digit for digit in FILLER]
        elif len(codes) == 1 and codes != [33] and start[:3] not in OVERSEAS:
            fronts[start] = f"{codes[0]}{start}"
    # All others are France's. Numbers that begin with 8 and 9 exist everywhere.
    fronts.update((str(digit), f"33{digit}") for digit in range(1, 8))
    return [f"{zero}{start}>+{front}" for start, front in fronts.items() for zero in ("0", "")]


def italian(region):
    """The starts of mobile phones with the 0 that they had until 2001, where no fixed line begins so."""
    starts = (f"3{more:02}" for more in range(100))
    of_mobiles = (start for start in starts if lengths_after([("IT", region)], start, ("mobile",)))
    return [f"0{start}>{start}" for start in of_mobiles if not lengths_after([("IT", region)], "0" + start)]


def area(region):
    """The area code that people leave out within the region, if it has only one."""
    match = re.fullmatch(r"(\d+)\\1", region.national_prefix_transform_rule or "")
    return match and match[1]


def rules(name, region):
    pattern = region.national_prefix_for_parsing
    found = [f"{region.international_prefix}>+"] if is_rare(region) else []
    if region.preferred_international_prefix == "0011":
        found.append("0011>+")
    if name in FRENCH[1:]:
        found.append("=FR")
    elif name in FRENCH:
        found += french(phonenumbers.PhoneMetadata.metadata_for_region)
    elif name in SPECIAL:
        found.append(SPECIAL[name])
        if name == "IT":
            found += italian(region)
    elif area(region):
        found.append(f">{area(region)}")
    elif pattern != region.national_prefix and name not in NOT_WRITTEN:
        raise ValueError(f"{name}: {pattern}")
    return " ".join(found)


def is_rare(region):
    """Whether the international prefix is a plain number other than `usual`."""
    prefix = region.international_prefix
    return prefix.isdigit() and len(prefix) == 3 and prefix != usual(region)


def usual(region):
    return {"1": "011", "8": "810"}.get(region.national_prefix, "00")


def international(region):
    """The international prefix, if it is the usual one, and nothing else begins with it."""
    prefix = region.international_prefix
    if prefix == usual(region):
        return prefix
    tails = ("".join(tail) for width in (1, 2, 3, 4) for tail in itertools.product("0123456789", repeat=width))
    is_whole = usual(region) == "00" and re.fullmatch(prefix, "00") and not any(re.fullmatch(prefix, "00" + tail) for tail in tails)
    return "00" if is_whole else ""


def national(phonenumbers, number):
    printed = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(c for c in printed if c.isdigit())


def example(phonenumbers, name, region):
    """A number, and what is dialled before it."""
    types = phonenumbers.PhoneNumberType
    # Mobile numbers of Argentina are dialled with a 15 in the middle.
    if name == "AR" or not region.mobile or not region.mobile.example_number:
        sample, wanted = region.fixed_line.example_number, (types.FIXED_LINE, types.FIXED_LINE_OR_MOBILE)
    else:
        sample, wanted = region.mobile.example_number, (types.MOBILE, types.FIXED_LINE_OR_MOBILE)
    for width in range(len(sample) + 1):
        # Trying every start of more than three digits takes too long: the first ones are the sample's own.
        kept = max(0, width - 3) and min(width, 3)
        starts = (sample[:kept] + "".join(more) for more in itertools.product("0123456789", repeat=min(width - kept, 3)))
        for start in [sample[:width], *starts]:
            digits = start + FILLER[: len(sample) - len(start)]
            number = phonenumbers.parse(f"+{region.country_code}{digits}")
            is_valid = phonenumbers.is_valid_number_for_region(number, name)
            if is_valid and phonenumbers.number_type(number) in wanted:
                dialled = national(phonenumbers, number)
                if dialled.endswith(digits) and len(digits) == len(sample):
                    # In Belarus 8 0 is dialled, of which 8 is the prefix.
                    return digits, dialled.removesuffix(digits)[: len(region.national_prefix or "")]
    raise ValueError(f"{name}: no example")


with packages.pypi("phonenumbers", VERSION) as package:
    sys.path.insert(0, str(package))
    import phonenumbers

    metadata = phonenumbers.PhoneMetadata.metadata_for_region
    rows = []
    for country in packages.countries():
        region = metadata(country)
        if region is None:
            rows.append((country, "", "", "", "", ""))
            continue
        digits, dialled = example(phonenumbers, country, region)
        prefix = region.national_prefix or ""
        rows.append((country, prefix, dialled, international(region), digits, rules(country, region)))
    header = ("country", "prefix", "dialled", "international", "example", "rules")
    packages.write_csv("data/dialling.csv", header, rows)

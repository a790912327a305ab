"""Writes data/calling-codes.csv, data/same-starts.csv and data/country-calling-codes.csv from libphonenumber's metadata.
Its example numbers and the ways in which people write them go to tests/vectors/data/phone-examples.csv, and mobile
phones of each length to phone-mobiles.csv beside it.

A number may have every length that any kind of number of any region with its calling code may have: the lengths
change far less than the ranges, so that an old table still lets new numbers pass.

The column `zero` says where a 0 right after the calling code belongs to the number, as in Italy: `any` where fixed lines
or mobile phones have it and no region dials 0 as a prefix; else the digits that may follow such a 0 in a number of any
kind, as in Japan's toll-free 00777. Where neither is given, that 0 is dialled within the country only.

Digits that begin with a calling code, but have no `+`, may be the whole number, or a number within the country.
data/same-starts.csv says which, by their start and the digit after it: `own` has the lengths of numbers within the
country that begin so, and `whole` the lengths after the calling code, only where both are possible. There only fixed
lines and mobile phones count, and only a length that a tenth of the starts of four digits have: few numbers in Poland
have seven digits. Where one is a mobile phone and the other a fixed line, a mobile phone within the country is meant.
The start is the calling code, and one digit more where both are possible, but not with each digit after it.

    python3 data/import/phone.py
"""

import sys

import packages
from patterns import DIGITS, MAX, ORDINARY, lengths_after, patterns

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


def zeros(region, wanted=KINDS):
    """The digits that may follow a leading 0 in numbers of those kinds."""
    return {digit for digit in DIGITS if lengths_after([("", region)], "0" + digit, wanted)}


def zero(regions):
    """Returns the column `zero` of a calling code with these regions."""
    dialled = any(region.national_prefix == "0" for _, region in regions)
    # A code of no country has no prefix either, and one kind of numbers only.
    common = any(zeros(region, KINDS if name == "001" else ("fixed_line", "mobile")) for name, region in regions)
    if common and not dialled:
        return "any"
    return "".join(sorted(set().union(*(zeros(region) for _, region in regions))))


def usual_lengths(regions, digit, kinds=ORDINARY):
    """The lengths that at least a tenth of the starts with this digit have."""
    starts = [lengths_after(regions, f"{digit}{more:03}", kinds) for more in range(1000)]
    return {length for length in range(MAX) if sum(length in start for start in starts) >= 100}


def same_starts(code, regions):
    """Returns the rows of a calling code: the start, the digits after it, and the lengths `own` and `whole`."""
    width = len(str(code))
    own = {digit: lengths_after(regions, f"{code}{digit}", KINDS) for digit in DIGITS}
    if not any(own.values()):
        return
    whole = {digit: usual_lengths(regions, digit) for digit in DIGITS}
    if not zero(regions):
        # A 0 that is only dialled within the country.
        whole["0"] = {length + 1 for of in whole.values() for length in of}
    both = {digit: {length for length in whole[digit] if length + width in own[digit]} for digit in DIGITS}
    for digit in DIGITS:
        # People have more mobile phones than fixed lines.
        surely = lengths_after(regions, f"{code}{digit}", ("mobile",))
        both[digit] -= {length - width for length in surely} - usual_lengths(regions, digit, ("mobile",))
    if not any(length + width in of for of in own.values() for lengths in whole.values() for length in lengths):
        yield str(code), DIGITS, set().union(*own.values()), set()
        return
    rows = {}
    for digit in DIGITS:
        finer = {more: lengths_after(regions, f"{code}{digit}{more}", KINDS) for more in DIGITS}
        if both[digit] and any(both[digit] - {length - width for length in of} for of in finer.values()):
            starts = [(f"{code}{digit}", more, of) for more, of in finer.items()]
        else:
            starts = [(str(code), digit, own[digit])]
        for start, next, lengths in starts:
            possible = {length for length in both[digit] if length + width in lengths}
            if lengths:
                rows.setdefault((start, frozenset(lengths), frozenset(possible)), []).append(next)
    for (start, lengths, possible), digits in rows.items():
        yield start, "".join(digits), lengths, possible


def spaced(lengths):
    return " ".join(map(str, sorted(lengths)))


def spellings(phonenumbers, prefix, number):
    """A number as it is printed for its own country and for others, as a link has it, and with the prefix that is dialled
    within the country."""
    parsed, formats = phonenumbers.parse(number), phonenumbers.PhoneNumberFormat
    code = f"+{parsed.country_code} "
    national, international, link = (
        phonenumbers.format_number(parsed, form) for form in (formats.NATIONAL, formats.INTERNATIONAL, formats.RFC3966)
    )
    assert international.startswith(code), international
    return national, international, link, f"{code}(0){international.removeprefix(code)}" if prefix == "0" else ""


def mobiles(region):
    """Mobile phones, or fixed lines where there are no others, by their length: one for each start of two digits."""
    found = list(patterns(region, ("mobile",))) or list(patterns(region, ("fixed_line",)))
    by_length = {}
    for pattern, possible in found:
        for start in (first + second for first in DIGITS for second in DIGITS):
            for length in pattern.lengths(start) & possible:
                by_length.setdefault(length, []).append(pattern.sample(start, length))
    return [by_length[length] for length in sorted(by_length)]


def examples(phonenumbers, code, name, region):
    for kind, numbers in kinds(region):
        if numbers.example_number:
            number = f"+{code}{numbers.example_number}"
            national, *others = spellings(phonenumbers, region.national_prefix, number)
            yield name, kind, number, "" if name == "001" else national, *others


with packages.pypi("phonenumbers", VERSION) as package:
    sys.path.insert(0, str(package))
    import phonenumbers

    plans, regions_of, code_of, samples = {}, {}, {}, []
    for code, name, region in metadata(phonenumbers):
        plans.setdefault(code, set()).update(lengths(code, region))
        regions_of.setdefault(code, []).append((name, region))
        code_of[name] = code
        samples += examples(phonenumbers, code, name, region)
    packages.write_csv(
        "data/calling-codes.csv",
        ("callingCode", "lengths", "zero"),
        [(code, spaced(plan), zero(regions_of[code])) for code, plan in plans.items()],
    )
    packages.write_csv(
        "data/same-starts.csv",
        ("start", "next", "own", "whole"),
        [
            (start, digits, spaced(own), spaced(whole))
            for code in sorted({code_of[country] for country in packages.countries() if country in code_of})
            for start, digits, own, whole in same_starts(code, regions_of[code])
        ],
    )
    packages.write_csv(
        "data/country-calling-codes.csv",
        ("country", "callingCode"),
        [(country, code_of.get(country, "")) for country in packages.countries()],
    )
    packages.write_csv(
        "tests/vectors/data/phone-mobiles.csv",
        ("country", "callingCode", "numbers"),
        [
            (country, code, " ".join(numbers))
            for country in packages.countries()
            for code, regions in regions_of.items()
            for name, region in regions
            if name == country
            for numbers in mobiles(region)
        ],
    )
    header = ("region", "kind", "number", "national", "international", "link", "zero")
    packages.write_csv("tests/vectors/data/phone-examples.csv", header, sorted(samples))

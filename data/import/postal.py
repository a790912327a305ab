"""Writes data/postal-codes.csv: what a postal code looks like in each country that has them, as a mask, and an example.

A mask says what a regular expression without repetition can: `#` is a digit, `@` a letter, `*` either of them,
`[A-CX]` one of a set, `(one|other)` a choice, and `?` makes what is before it optional. Letters and digits stand for
themselves. Spaces and hyphens are for readers: the check leaves them out of the mask and of the code.

    python3 data/import/postal.py
"""

import itertools
import re

import google
import packages

try:
    from re import _constants as ops, _parser as parser
except ImportError:  # before Python 3.11
    import sre_constants as ops, sre_parse as parser

DIGITS, LETTERS = set("0123456789"), set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
KINDS = {"#": DIGITS, "@": LETTERS, "*": DIGITS | LETTERS}

# Where people have codes that the data of 2024 does not know.
CHANGES = {
    "EG": ("#####(##)?", "the seven digits of the system that replaces the five are accepted too"),
    "SV": ("(CP )?[1-3][1-7][0-2]#", "CP may be left out"),
}


def mask(pattern):
    return join(sequence(parser.parse(pattern)))


def sequence(items):
    """Returns the elements of a mask that may be followed by `?`: a character, a set, or a choice in parentheses."""
    return list(itertools.chain.from_iterable(itertools.starmap(atoms, items)))


def join(atoms):
    """Atoms one after the other. A choice that stands alone needs no parentheses."""
    only = atoms[0] if len(atoms) == 1 else ""
    return only[1:-1] if only.startswith("(") and only.endswith(")") else "".join(atoms)


def atoms(op, value):
    if op is ops.LITERAL:
        return [chr(value)]
    if op is ops.IN:
        return [one_of(members(value))]
    if op is ops.SUBPATTERN:
        return sequence(value[-1])
    if op is ops.BRANCH:
        options = choice([join(sequence(items)) for items in value[1]])
        return [f"({options})"] if options else []
    if op is ops.MAX_REPEAT:
        least, most, items = value
        inner = group(sequence(items))
        # A separator is left out of the comparison, so that an optional one is as good as a required one.
        return [inner] if inner in (" ", "-") else [inner] * least + [f"{inner}?"] * (most - least)
    if op is ops.AT:
        return []  # The whole code is compared, so that an anchor says nothing.
    raise ValueError(f"no mask for {op}")


def group(atoms):
    """Puts several atoms in parentheses if necessary, so that they count as one."""
    return atoms[0] if len(atoms) == 1 and not atoms[0].endswith("?") else f"({''.join(atoms)})"


def members(items):
    for op, value in items:
        if op is ops.LITERAL:
            yield chr(value)
        elif op is ops.RANGE:
            yield from map(chr, range(value[0], value[1] + 1))
        elif (op, value) == (ops.CATEGORY, ops.CATEGORY_DIGIT):
            yield from DIGITS
        else:
            raise ValueError(f"no mask for {op} {value}")


def one_of(members):
    members = set(members)
    if members == {" ", "-"}:
        return "-"
    for kind, whole in KINDS.items():
        if members == whole:
            return kind
    if len(members) == 1:
        return members.pop()
    return f"[{''.join(ranges(sorted(members)))}]"


def ranges(members):
    for _, run in itertools.groupby(enumerate(members), lambda item: ord(item[1]) - item[0]):
        run = [member for _, member in run]
        yield f"{run[0]}-{run[-1]}" if len(run) > 3 else "".join(run)


def choice(options):
    """The options, those with the same first letter together: `AB|AL|B` is `A[BL]|B`."""
    options = list(filter(None, options))
    if not all(re.fullmatch("[A-Z]{1,2}", option) for option in options):
        return "|".join(options)
    parts = []
    for first, tails in itertools.groupby(options, lambda option: option[0]):
        tails = [tail[1:] for tail in tails]
        rest = one_of(filter(None, tails)) if any(tails) else ""
        parts.append(first + rest + ("?" if rest and "" in tails else ""))
    return "|".join(parts)


def row(code, rules):
    own, change = CHANGES.get(code) or (mask(rules["zip"]), "")
    if prefix := rules.get("postprefix"):
        own, change = f"({prefix})?{own}", f"{prefix.strip(' -')} may stand before it"
    return code, own, rules["zipex"].split(",")[0], change


if __name__ == "__main__":
    rows = [row(code, rules) for code, rules in google.regions() if "zip" in rules]
    packages.write_csv("data/postal-codes.csv", ("country", "mask", "example", "change"), rows)

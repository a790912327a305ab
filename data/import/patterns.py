"""Which numbers a pattern of libphonenumber matches: how many digits those have that begin with some digits.

Used by phone.py and dialling.py.
"""

import functools
import re._constants as op
import re._parser as parser

DIGITS = "0123456789"
ORDINARY = ("fixed_line", "mobile")
# No number is longer, so that is how often a part can be repeated.
MAX = 17


class Pattern:
    """A regular expression as a nondeterministic automaton: a state has free steps, and steps that read a digit."""

    def __init__(self, pattern):
        self.free, self.reading = [], []
        self.first, self.last = self.state(), self.state()
        self.sequence(self.first, self.last, parser.parse(pattern))

    def state(self):
        self.free.append([])
        self.reading.append([])
        return len(self.free) - 1

    def sequence(self, start, end, operations):
        for operation, argument in operations:
            after = self.state()
            self.single(start, after, operation, argument)
            start = after
        self.free[start].append(end)

    def single(self, start, end, operation, argument):
        if operation is op.LITERAL:
            self.reading[start].append((chr(argument), end))
        elif operation is op.IN:
            digits = [digit for digit in DIGITS if any(fits(digit, *part) for part in argument)]
            self.reading[start].append((digits, end))
        elif operation is op.SUBPATTERN:
            self.sequence(start, end, argument[3])
        elif operation is op.BRANCH:
            for branch in argument[1]:
                self.sequence(start, end, branch)
        elif operation is op.MAX_REPEAT:
            least, most, inner = argument
            for times in range(min(most, MAX)):
                if times >= least:
                    self.free[start].append(end)
                after = self.state()
                self.sequence(start, after, inner)
                start = after
            self.free[start].append(end)
        else:
            raise ValueError(operation)

    def closed(self, states):
        """The states with those that free steps lead to."""
        states = set(states)
        todo = list(states)
        while todo:
            new = set(self.free[todo.pop()]) - states
            states |= new
            todo += new
        return frozenset(states)

    def read(self, states, digit):
        return self.closed(after for state in states for digits, after in self.reading[state] if digit in digits)

    @functools.lru_cache(None)
    def rest(self, states):
        """The numbers of digits that may follow."""
        found, current = set(), {states}
        for count in range(MAX):
            found |= {count} if any(self.last in states for states in current) else set()
            current = {self.read(states, digit) for states in current for digit in DIGITS}
        return found

    def lengths(self, start):
        """The lengths of the numbers that begin with these digits."""
        states = self.closed({self.first})
        for digit in start:
            states = self.read(states, digit)
        return {len(start) + count for count in self.rest(states)}

    def sample(self, start, length):
        """A number of this length that begins with these digits; there must be one."""
        states = self.closed({self.first})
        for digit in start:
            states = self.read(states, digit)
        while len(start) < length:
            left = length - len(start) - 1
            # The digits of the examples, if they are possible.
            wanted = str((len(start) + 1) % 10)
            fitting = [digit for digit in wanted + DIGITS if left in self.rest(self.read(states, digit))]
            start += fitting[0]
            states = self.read(states, fitting[0])
        return start


def fits(digit, operation, argument):
    if operation is op.RANGE:
        return argument[0] <= ord(digit) <= argument[1]
    return operation is op.CATEGORY or operation is op.LITERAL and argument == ord(digit)


automaton = functools.lru_cache(None)(Pattern)


def lengths_after(regions, start, kinds=ORDINARY):
    """The lengths of the numbers of those kinds that begin with these digits, in any of the regions."""
    found = set()
    for _, region in regions:
        # A number must match the pattern of its kind, and that of all kinds.
        general = automaton(region.general_desc.national_number_pattern).lengths(start)
        for pattern, possible in patterns(region, kinds):
            found |= pattern.lengths(start) & possible & general
    return found


def patterns(region, kinds):
    """The automaton of each of those kinds of numbers, and their possible lengths."""
    for numbers in (getattr(region, kind) for kind in kinds):
        if numbers is not None and numbers.national_number_pattern not in (None, "NA"):
            yield automaton(numbers.national_number_pattern), set(numbers.possible_length)

"""Numbers as they are written on screen: whole, or in fewer digits, never cut."""

import math
import re
from collections.abc import Callable, Iterator

from micrograd.data.typed import shortest as shortest

MINUS = "−"
# A loss below this is written with its power of ten.
SHORT_LOSS = 1e-4
# What stands where not even one digit fits: nothing that could be read as a number.
NO_ROOM = "…"
ZEROS = str.maketrans("123456789", "000000000")
# A whole number or not, as it is written; one at the end or the beginning of a text that was cut,
# and what would go on with it.
WRITTEN = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[+-]?\d+)?|∞)")
# The most characters that count as one number: looking for longer ones takes their square.
LONGEST_NUMBER = 64
LAST_NUMBER = re.compile(rf"[+{MINUS}-]?\d(?:[\d.,]|e[+{MINUS}-]?)*$")
FIRST_NUMBER = re.compile(rf"^(?:[\d.,]|e?[+{MINUS}-]?\d|e[+{MINUS}-]?)+")
# A number and what is said of it in brackets.
REMARKED = re.compile(rf"([\d.,e+{MINUS}∞-]+) \(.*\)")
GOES_ON = re.compile(rf"[\d.,+{MINUS}-]|e[+{MINUS}\d-]")


def signed(number: float, digits: int = 4) -> str:
    """A number with its sign and decimals, `+0.5252`; large and small ones as `+1.5e−07`."""
    return written(number, digits, "+")


def plain(number: float, digits: int = 4) -> str:
    """A number without a plus sign, `0.5252`."""
    return written(number, digits, "")


def written(number: float, digits: int, sign: str) -> str:
    """A number with `digits` decimals, in scientific notation where that would hide it."""
    if math.isnan(number):
        return "not a number"
    if math.isinf(number):
        return f"{MINUS if number < 0 else sign}∞"
    magnitude = abs(number)
    fits = number == 0 or 0.5 * 10.0**-digits <= magnitude < 1e5
    text = f"{number:{sign}.{digits}f}" if fits else f"{number:{sign}.{max(0, digits - 3)}e}"
    return text.replace("-", MINUS)


def significant(number: float, digits: int, has_zeros: bool = False) -> str:
    """A number with significant digits: `0.002312`, `5.755e−08`, `0`. has_zeros: keep last 0s.

    Below 100,000 without an exponent: `200` is shorter than `2e+02`.
    """
    if not math.isfinite(number):
        return written(number, digits, "")
    text = f"{number:{'#' if has_zeros else ''}.{digits}g}"
    if "e+" in text and abs(float(text)) < 1e5:
        text = f"{float(text):.0f}"
    return text.removesuffix(".").replace("-", MINUS)


def compact(number: float, digits: int, sign: str = "+") -> str:
    """A number for a small place: `+0.99`, `+12.3`, `+3e−5`, `+1e20`."""
    magnitude = abs(number)
    if math.isfinite(number) and (number == 0 or 0.5 * 10.0**-digits <= magnitude < 1000):
        decimals = digits if magnitude < 10 else max(0, digits - 1) if magnitude < 100 else 0
        return f"{number:{sign}.{decimals}f}".replace("-", MINUS)
    if not math.isfinite(number):
        return written(number, digits, sign)
    mantissa, _, exponent = f"{number:{sign}.0e}".partition("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def loss_text(loss: float) -> str:
    """A loss in eight characters, ten at the very most: `7.729795`, `7.12e−06`."""
    if 0 < loss < SHORT_LOSS:
        return f"{loss:.2e}".replace("-", MINUS)
    return plain(loss, 7 - len(str(int(loss))) if loss < 1e5 else 5)


def counted(number: int, noun: str) -> str:
    """`1 sample`, `4 samples`, `1,000 samples`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# Numbers where room is short.

Measure = Callable[[str], float]


def fitted(
    text: str,
    room: float,
    measure: Measure,
    number: float | None = None,
    in_the_middle: bool = False,
) -> str:
    """A text as far as there is room: a number in fewer digits, other words as `cut` leaves them.

    number: the number that the text writes; None for one that is read from the text, or for words.
    room: in the unit of `measure`, which tells the width of a text.
    """
    if measure(text) <= room:
        return text
    if number is None:
        number = number_in(text)
    if number is None and (remarked := REMARKED.fullmatch(text)):
        # A remark beside a number leaves before a digit of it does.
        return fitted(remarked[1], room, measure)
    if number is None:
        return cut(text, room, measure, in_the_middle)
    return next((form for form in shorter(number, text) if measure(form) <= room), NO_ROOM)


def shorter(number: float, text: str) -> Iterator[str]:
    """The number in fewer and fewer digits than in `text`, at last in one."""
    if not math.isfinite(number):
        yield {"not a number": "NaN"}.get(text, text)
        return
    sign = "+" if text.startswith("+") else ""
    figures = sum(map(str.isdigit, text.partition("e")[0].lstrip(f"+{MINUS}-0.,")))
    forms = [(digits, sign) for digits in range(max(1, min(17, figures)), 0, -1)]
    # The plus sign goes last: in a place for signed numbers it says what kind of number this is.
    for digits, plus in [*forms, *([(1, "")] if sign else [])]:
        plain_form = f"{number:{plus}.{digits}g}"
        mantissa, _, exponent = f"{number:{plus}.{digits - 1}e}".partition("e")
        if "." in mantissa:
            mantissa = mantissa.rstrip("0").removesuffix(".")
        if "e" not in plain_form:
            yield plain_form.replace("-", MINUS)
        yield f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def shortest_form(number: float) -> str:
    """The number in one digit, the shortest form that `fitted` knows: `3`, `−0.5`, `1e121`."""
    return min(shorter(number, "0"), key=len)


def number_in(text: str) -> float | None:
    """The number that a text is, as the program writes one; None for other texts."""
    typed = text.replace(MINUS, "-")
    if WRITTEN.fullmatch(typed):
        return float(typed.replace(",", "").replace("∞", "inf"))
    return math.nan if text == "not a number" else None


def cut(text: str, room: float, measure: Measure, in_the_middle: bool = False) -> str:
    """The beginning of a text and …, where all of it does not fit; a number in it is never cut.

    For words of the program, and names; what somebody typed is quoted by `quoting.shortened`.

    in_the_middle: keep the end as well, and leave out what is between.
    """
    if measure(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        # The most characters that fit, found in a few measurements.
        kept = (low + high + 1) // 2
        if measure(_cut_to(text, kept, in_the_middle)) <= room:
            low = kept
        else:
            high = kept - 1
    return _cut_to(text, low, in_the_middle)


def _cut_to(text: str, kept: int, in_the_middle: bool) -> str:
    last = kept // 2 if in_the_middle else 0
    return f"{_beginning(text, kept - last)}…{_end(text, last)}"


def _beginning(text: str, length: int) -> str:
    kept = text[:length]
    if GOES_ON.match(text, length):
        kept = kept[:-LONGEST_NUMBER] + LAST_NUMBER.sub("", kept[-LONGEST_NUMBER:])
    return kept.rstrip()


def _end(text: str, length: int) -> str:
    kept = text[len(text) - length :]
    if LAST_NUMBER.search(text[: len(text) - length][-LONGEST_NUMBER:]):
        kept = FIRST_NUMBER.sub("", kept)
    return kept.lstrip()

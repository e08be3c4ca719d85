"""Numbers as people type them: read and written alike everywhere, in whatever language.

The program writes a decimal point, and commas between groups of three digits. It also reads a
decimal comma, and groups that are separated as elsewhere in the world, where a text has only one
meaning. Where it has two, as `1,234` has, it asks for another one.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence

from micrograd.system.quoting import quoted

# The most digits of a whole number: a longer one is larger than every bound.
LONGEST_WHOLE_NUMBER = 18

_BLANKS = "  \u00a0\u2009\u202f'’"
# The digits before the first group of three. Zeros there tell of decimals: `0,002`.
_FIRST = r"[1-9]\d{0,2}"
_POINT_IN_WHOLE = re.compile(rf"({_FIRST})\.(\d{{3}})")
_GROUPED_WHOLE = re.compile(rf"{_FIRST}(?:([,.{_BLANKS}])\d{{3}})(?:\1\d{{3}})*")
_NUMBER = re.compile(rf"([+-]?)([\d,.{_BLANKS}]+)((?:[eE][+-]?\d+)?)")
_BY_BLANKS = re.compile(rf"{_FIRST}(?:([{_BLANKS}])\d{{3}})(?:\1\d{{3}})*(?:[,.]\d*)?")
_BY_COMMAS = re.compile(rf"{_FIRST}(?:(?:,\d{{3}})+\.\d*|(?:,\d{{3}}){{2,}})")
_BY_POINTS = re.compile(rf"{_FIRST}(?:(?:\.\d{{3}})+,\d*|(?:\.\d{{3}}){{2,}})")
_DECIMAL_COMMA = re.compile(r"\d+,\d*|,\d+")
_DECIMAL_POINT = re.compile(r"\d+\.\d*|\.\d+")
# A comma or a point that may stand before decimals or before a group of three digits.
_GROUP_OR_DECIMALS = re.compile(rf"{_FIRST}[,.]\d{{3}}")


class TwoMeaningsError(ValueError):
    """A text that is one number or another. advice: what to write instead."""

    def __init__(self, text: str, advice: str) -> None:
        super().__init__(f"{quoted(text)} has two meanings: {advice}")
        self.advice = advice


def shortest(number: float) -> str:
    """A number as a person would type it, which is read back to the same bits: `2`, `-0.5`."""
    return repr(number).removesuffix(".0")


def parse_number(text: str, decimal_sign: str = "") -> float:
    """The finite number that a person typed. Raises ValueError with the reason.

    decimal_sign: that of the table around it, see `decimal_sign_of_table`; "" if it is unknown.
    """
    typed = text.strip().replace("−", "-")
    match = _NUMBER.fullmatch(typed) if decimal_sign == "," or not _is_plain(typed) else None
    if match:
        typed = _with_point(text, match, decimal_sign)
    try:
        # Python would accept 1_000.
        number = float(typed.replace("_", "?"))
    except ValueError:
        raise ValueError(f"{quoted(text) or 'an empty cell'} is not a number") from None
    if not math.isfinite(number):
        raise ValueError(f"{quoted(text)} is not finite")
    return number


def is_number(text: str) -> bool:
    """True for a text that is meant as a number, even if it has two meanings or is not finite."""
    typed = text.strip().replace("−", "-")
    match = _NUMBER.fullmatch(typed)
    return any(map(str.isdigit, match[2])) if match else _is_plain(typed)


def _is_plain(typed: str) -> bool:
    """True for a number as programs write it, which needs no closer look."""
    try:
        float(typed)
    except ValueError:
        return False
    return True


def _with_point(text: str, match: re.Match[str], decimal_sign: str) -> str:
    """The number as Python reads it. Raises ValueError where it is one number or another."""
    sign, digits, exponent = match.groups()
    if _BY_BLANKS.fullmatch(digits):
        digits = re.sub(f"[{_BLANKS}]", "", digits).replace(",", ".")
    elif _BY_COMMAS.fullmatch(digits):
        digits = digits.replace(",", "")
    elif _BY_POINTS.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif _GROUP_OR_DECIMALS.fullmatch(digits) and not exponent:
        digits = _group_or_decimals(text, sign, digits, decimal_sign)
    elif _DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    return f"{sign}{digits}{exponent}"


def _group_or_decimals(text: str, sign: str, digits: str, decimal_sign: str) -> str:
    """`1.234` or `1234`, by the decimal sign. A point alone is decimal, a comma alone either."""
    with_point, whole = digits.replace(",", "."), re.sub("[,.]", "", digits)
    if not decimal_sign and "," in digits:
        raise TwoMeaningsError(text, f"write {sign}{with_point} or {sign}{whole}")
    is_decimal = not decimal_sign or decimal_sign in digits
    return with_point if is_decimal else whole


def decimal_sign_of_table(lines: Collection[Sequence[str]]) -> str:
    """The decimal sign that all cells of rows or columns agree in; "" without any comma."""
    if not any("," in cell for cells in lines for cell in cells):
        # Nothing needs to be decided.
        return ""
    signs = set[str]().union(*map(decimal_signs, lines))
    return signs.pop() if len(signs) == 1 else ""


def decimal_signs(cells: Sequence[str]) -> set[str]:
    """Every decimal sign that a cell tells: of `1,5` the comma, of `1,234` none."""
    text = "\n".join(cells)
    has = [sign for sign in ",." if sign in text]
    if len(has) == 1 and all(cell.count(has[0]) < 2 for cell in cells):
        # These cells hold one kind of sign, so the first one that has it is enough.
        return set(next(filter(None, (list(_signs(cell)) for cell in cells)), []))
    return {sign for cell in cells if "," in cell or "." in cell for sign in _signs(cell)}


def _signs(cell: str) -> Iterator[str]:
    match = _NUMBER.fullmatch(cell.strip().replace("−", "-"))
    digits = match[2] if match else ""
    if _BY_COMMAS.fullmatch(digits):
        yield "."
    elif _BY_POINTS.fullmatch(digits):
        yield ","
    elif match and (match[3] or not _GROUP_OR_DECIMALS.fullmatch(digits)):
        if _DECIMAL_COMMA.fullmatch(digits):
            yield ","
        elif _DECIMAL_POINT.fullmatch(digits):
            yield "."


def whole_number(text: str, decimal_sign: str = "") -> int | None:
    """The whole number from 0 on that a person typed, groups of three digits included.

    None for any other text. `25,000` is 25000, as the program writes it. Raises TwoMeaningsError
    for `25.000`, since a point is decimal everywhere else, unless `decimal_sign` is a comma.
    """
    digits = text.strip()
    if decimal_sign != "," and (match := _POINT_IN_WHOLE.fullmatch(digits)):
        raise TwoMeaningsError(text, f"write {match[1]} or {match[1]}{match[2]}")
    if _GROUPED_WHOLE.fullmatch(digits):
        digits = re.sub(r"\D", "", digits)
    if not digits.isdecimal() or len(digits) > LONGEST_WHOLE_NUMBER:
        return None
    return int(digits)


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from low to high; its ValueErrors say what is expected."""

    def read(text: str) -> int:
        try:
            value = whole_number(text)
        except TwoMeaningsError as error:
            raise ValueError(error.advice) from None
        if value is None or not low <= value <= high:
            raise ValueError(f"give a whole number from {low:,} to {high:,}")
        return value

    return read

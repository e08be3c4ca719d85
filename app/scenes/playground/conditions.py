"""Conditions on the experiment, such as `loss < 0.01` or `optimizer = adam and step > 20`."""

import math
import operator
import re
from collections.abc import Callable
from typing import NamedTuple

from app.kit.numbers import significant
from app.scenes.parts.form import LONGEST_NAME, MistakeError, ScriptError
from app.scenes.playground.playground import Playground
from app.scenes.playground.quantities import SHARE, Amount, Named, quantity
from micrograd.data.typed import parse_number
from micrograd.system.quoting import shortened

# Numbers that differ by less are equal: 0.1 + 0.2 - 0.3 is 0 to people.
TOLERANCE = 1e-9
# Significant digits of a number that is told; more where it would look like what is wanted of it,
# at most what a float has.
DIGITS, MOST_DIGITS = 4, 17


def _are_equal(one: Amount, other: Amount) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


SIGNS: dict[str, Callable[[Amount, Amount], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": _are_equal,
}
_FORM = re.compile(r"(.+?)\s*(<=|>=|<|>|=)\s*(.+)")


class Condition(NamedTuple):
    """One comparison."""

    quantity: Named
    sign: str
    value: Amount

    def holds(self, playground: Playground) -> bool:
        """Whether it holds now. Raises ScriptError where there is no such quantity."""
        return SIGNS[self.sign](self.quantity.read(playground), self.value)

    def lack(self, playground: Playground) -> str:
        """What keeps it from holding now, such as `accuracy is 98.3 %`; "" where it holds."""
        try:
            if self.holds(playground):
                return ""
            value = self.quantity.read(playground)
        except ScriptError as error:
            return str(error)
        name, is_share = self.quantity.found[0], self.quantity.row.bounds == SHARE
        now, wanted = _amount_texts(value, self.value, is_share)
        return f"{name} is {now}, and {name} {self.sign} {wanted} is wanted"


def _amount_texts(one: Amount, other: Amount, is_share: bool) -> tuple[str, str]:
    """Two amounts in as few digits as tell them apart."""
    forms = (
        (_amount_text(one, is_share, digits), _amount_text(other, is_share, digits))
        for digits in range(DIGITS - is_share, MOST_DIGITS + 1)
    )
    first = next(forms)
    return next((each for each in (first, *forms) if each[0] != each[1]), first)


def _amount_text(amount: Amount, is_share: bool, digits: int) -> str:
    if isinstance(amount, str):
        return amount or "empty"
    return f"{significant(100 * amount, digits)} %" if is_share else significant(amount, digits)


def conditions(text: str, place: str) -> list[Condition]:
    """The comparisons of a text, which all have to hold. Raises MistakeError."""
    return [_condition(part, place) for part in text.split(" and ")]


def lacking(text: str, playground: Playground) -> str:
    """What keeps the conditions of a text from holding now; "" where all of them hold."""
    lacks = (each.lack(playground) for each in conditions(text, "until"))
    return "; ".join(filter(None, lacks))


def _condition(text: str, place: str) -> Condition:
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise MistakeError(
            place,
            f"“{shortened(text, LONGEST_NAME)}” is no condition; write one such as loss < 0.01",
        )
    name, sign, typed = found.groups()
    named = quantity(name, place)
    if not named.is_number:
        if sign != "=":
            raise MistakeError(place, f"{name} is a text: it can only be compared with =")
        return Condition(named, sign, typed)
    try:
        return Condition(named, sign, parse_number(typed))
    except ValueError as error:
        raise MistakeError(place, f"{name} {sign} {typed}: {error}") from None

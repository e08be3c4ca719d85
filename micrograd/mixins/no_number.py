"""What a `Value` is not: a float, true or false, or in an order."""

from numbers import Real
from typing import Any


class NoNumber:
    """Refuses what would lose the graph, or mean something else than it seems to.

    Raises TypeError, which says what to write.
    """

    __slots__ = ()

    def __float__(self) -> float:
        raise TypeError(
            "a Value is no float: write value.data for its number, or an operation on Values, "
            "as value.exp()"
        )

    def __bool__(self) -> bool:
        raise TypeError(
            "a Value is neither true nor false: write value.data for its number, or "
            "`value is not None`"
        )

    def _refuse_order(self, other: Any) -> Any:
        if not isinstance(other, NoNumber | Real):
            return NotImplemented
        raise TypeError("Values have no order: compare their numbers, as in value.data > 0")

    __lt__ = __le__ = __gt__ = __ge__ = _refuse_order


def is_real(other: Any) -> bool:
    """True for a real number. Raises TypeError for a bool, also one of NumPy."""
    # The bool of NumPy has the same name, or bool_, and is no Real.
    if type(other).__name__ in ("bool", "bool_"):
        raise TypeError(
            f"a Value takes no bool, {other!r}: write float(x > 0) * value for (x > 0) * value"
        )
    return isinstance(other, Real)

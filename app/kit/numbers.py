"""Numbers as they are written on screen."""

import math

from micrograd.data.typed import shortest as shortest

MINUS = "−"
# A loss below this is written with its power of ten.
SHORT_LOSS = 1e-4


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
    """A number with significant digits: `0.002312`, `5.755e−08`, `0`. has_zeros: keep last 0s."""
    if not math.isfinite(number):
        return written(number, digits, "")
    return f"{number:{'#' if has_zeros else ''}.{digits}g}".replace("-", MINUS)


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

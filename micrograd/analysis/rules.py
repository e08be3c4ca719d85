"""Every operation in words and as a formula: its forward and its backward rule."""

from collections.abc import Sequence
from string import ascii_lowercase
from typing import NamedTuple

from micrograd.operations import find_operation


class Rule(NamedTuple):
    """One operation explained.

    symbol: a sign or a short name. forward, backward: a sentence each. formula: its result.
    locals: the local derivative by each operand. `filled` replaces the operands `{a}`, `{b}`, …
    and the result `{out}` by names or numbers.
    """

    symbol: str
    forward: str
    backward: str
    formula: str
    locals: tuple[str, ...]


RULES: dict[str, Rule] = {
    "+": Rule(
        "+",
        "Addition adds its operands.",
        "Addition passes the upstream gradient on unchanged.",
        "{a} + {b}",
        ("1", "1"),
    ),
    "*": Rule(
        "×",
        "Multiplication multiplies its operands.",
        "Multiplication multiplies the upstream gradient by the other operand.",
        "{a} × {b}",
        ("{b}", "{a}"),
    ),
    "**": Rule(
        "^",
        "Power raises its first operand to the second.",
        "Power multiplies the upstream gradient by its slope along each operand.",
        "{a} ^ {b}",
        ("{b} × {a} ^ ({b} − 1)", "{out} × log {a}"),
    ),
    "exp": Rule(
        "exp",
        "exp raises e to the power of its operand.",
        "exp multiplies the upstream gradient by its own result.",
        "exp {a}",
        ("{out}",),
    ),
    "log": Rule(
        "log",
        "log takes the natural logarithm of its operand.",
        "log divides the upstream gradient by its operand.",
        "log {a}",
        ("1 / {a}",),
    ),
    "tanh": Rule(
        "tanh",
        "tanh squashes its operand into the range from −1 to 1.",
        "tanh multiplies the upstream gradient by 1 − out², its slope.",
        "tanh {a}",
        ("1 − {out}²",),
    ),
    "relu": Rule(
        "relu",
        "relu keeps its operand where it is positive; otherwise the result is 0.",
        "relu passes the upstream gradient on where its result is positive, else stops it.",
        "relu {a}",
        ("1 if {out} > 0 else 0",),
    ),
    "sigmoid": Rule(
        "σ",
        "sigmoid squashes its operand into the range from 0 to 1.",
        "sigmoid multiplies the upstream gradient by out × (1 − out), its slope.",
        "σ {a}",
        ("{out} × (1 − {out})",),
    ),
    "leaky-relu": Rule(
        "leaky",
        "leaky relu keeps its operand where it is positive, else takes a hundredth of it.",
        "leaky relu passes on the upstream gradient for a positive operand, else 0.01 of it.",
        "max({a}, 0.01 × {a})",
        ("1 if {a} > 0 else 0.01",),
    ),
    "elu": Rule(
        "elu",
        "elu keeps its operand where it is positive, else bends it towards −1.",
        "elu passes on the upstream gradient for a positive operand, else out + 1 times of it.",
        "{a} if {a} > 0 else exp {a} − 1",
        ("1 if {a} > 0 else {out} + 1",),
    ),
    "gelu": Rule(
        "gelu",
        "gelu multiplies its operand by Φ, the share of a normal distribution that lies below it.",
        "gelu multiplies the upstream gradient by its slope; φ is that of Φ.",
        "{a} × Φ {a}",
        ("Φ {a} + {a} × φ {a}",),
    ),
    "silu": Rule(
        "silu",
        "silu multiplies its operand by the sigmoid of it.",
        "silu multiplies the upstream gradient by its slope, with σ for the sigmoid.",
        "{a} × σ {a}",
        ("{out} + σ {a} × (1 − {out})",),
    ),
    "softplus": Rule(
        "soft+",
        "softplus is a relu without a corner; above 20 it is its operand.",
        "softplus multiplies the upstream gradient by the sigmoid of its operand, its slope.",
        "log (1 + exp {a})",
        ("σ {a}",),
    ),
    "sine": Rule(
        "sin",
        "sine goes up and down between −1 and 1, again and again.",
        "sine multiplies the upstream gradient by the cosine of its operand, its slope.",
        "sin {a}",
        ("cos {a}",),
    ),
    "abs": Rule(
        "abs",
        "abs takes its operand without its sign.",
        "abs passes the upstream gradient on with the sign of its operand; 0 stops it.",
        "abs {a}",
        ("sign {a}",),
    ),
    "max": Rule(
        "max",
        "max takes the larger of its operands.",
        "max passes the upstream gradient on to the larger operand; equal ones get half each.",
        "max({a}, {b})",
        (
            "0.5 if {a} == {b} else 1 if {a} > {b} else 0",
            "0.5 if {a} == {b} else 1 if {b} > {a} else 0",
        ),
    ),
    "off": Rule(
        "off",
        "The neuron is switched off: whatever its operand is, the result is 0.",
        "The neuron is switched off: it stops the upstream gradient.",
        "0 × {a}",
        ("0",),
    ),
}
SUPERSCRIPTS = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


def rule_of(operation: str, operands: int | None = None) -> Rule:
    """The rule of a node's `_op`; `**2` is the power with that constant exponent.

    operands: how many the node has, None for as many as the operation takes. An operation of
    one's own, which has no row here, is told by its name.
    """
    row = RULES.get(operation)
    if row is None and operation.startswith("**") and find_operation(operation):
        row = _constant_power(float(operation[2:]))
    if row and operands in (None, len(row.locals)):
        return row
    return _of_ones_own(operation or "operation", operands or 1)


def _of_ones_own(name: str, operands: int) -> Rule:
    places = [f"{{{letter}}}" for letter in _letters(operands)]
    return Rule(
        name,
        f"{name} computes its result from its operands.",
        f"{name} multiplies the upstream gradient by its slope along each operand.",
        f"{name}({', '.join(places)})",
        tuple(f"slope of {name} along {place}" for place in places),
    )


def _constant_power(exponent: float) -> Rule:
    factor = _short(exponent).replace("-", "−")
    lowered = "{a}" if exponent == 2 else _raised("{a}", exponent - 1)
    if exponent == 2:
        forward = "Square multiplies its operand by itself."
        backward = "Square multiplies the upstream gradient by twice its operand."
    else:
        forward = f"Power raises its operand to {factor}."
        slope = lowered.format(a="a")
        backward = f"Power multiplies the upstream gradient by {factor} × {slope}, its slope."
    local = f"{factor} × {lowered}" if exponent else "0"
    return Rule(_raised("x", exponent), forward, backward, _raised("{a}", exponent), (local,))


def _raised(base: str, exponent: float) -> str:
    """`a²`, or `a ^ (1e+20)` for an exponent that superscripts can't write."""
    text = _short(exponent)
    if "e" in text:
        return f"{base} ^ ({text.replace('-', '−')})"
    return f"{base}{text.translate(SUPERSCRIPTS)}"


def _short(number: float) -> str:
    """A number without the last bits that a subtraction leaves behind."""
    return f"{number:.12g}"


def _letters(count: int) -> list[str]:
    """The names of the operands in a formula: a, b, c, …, z, a1, b1, …"""
    return [f"{ascii_lowercase[i % 26]}{i // 26 or ''}" for i in range(count)]


def filled(formula: str, operands: Sequence[str], out: str) -> str:
    """A formula with these texts for its operands and its result."""
    names = dict(zip(_letters(len(operands)), operands, strict=True))
    return formula.format(out=out, **names)

"""Computed inputs: columns whose numbers follow by a formula from those of other inputs."""

from collections.abc import Callable, Sequence
from typing import Any

from micrograd.data.columns import distinct_names
from micrograd.data.rows import ArrayRows, Rows
from micrograd.expression.formula import Formula
from micrograd.expression.text import ExpressionError

# The place of a computed input, counted from 0, and what computes it.
Rules = list[tuple[int, Formula]]


def rules_of(formulas: Sequence[str], names: Sequence[str]) -> Rules:
    """The rules of all computed inputs, from left to right.

    formulas: one for each input, empty where its numbers are typed. names: of the inputs. A
    formula reads typed inputs, and computed ones that stand before it. Raises ValueError.
    """
    if len(formulas) != len(names):
        raise ValueError(f"{len(formulas)} formulas, but there are {len(names)} inputs")
    computed = {place for place, text in enumerate(formulas) if text}
    rules = [(place, Formula(formulas[place], names)) for place in sorted(computed)]
    for place, rule in rules:
        for other in sorted(rule.used & computed):
            if other >= place:
                which = "itself" if other == place else f"“{names[other]}”, which comes after it"
                raise ValueError(f"“{rule.text}” reads {which}; it can read what stands before it")
    return rules


def computed_rows(rows: Rows, rules: Rules, first: int = 1) -> Rows:
    """Rows that begin with inputs, with all computed ones anew. first: the number of the first.

    Raises ValueError with the sample where there is no number.
    """
    if isinstance(rows, ArrayRows) and (array := _computed_array(rows.array, rules)) is not None:
        return ArrayRows(array)
    made = []
    for sample, given in enumerate(rows, start=first):
        row = list(given)
        for place, rule in rules:
            try:
                row[place] = rule(row)
            except ValueError as error:
                raise ValueError(f"sample {sample}: {error}") from None
        made.append(row)
    return made


def _computed_array(array: Any, rules: Rules) -> Any:
    """The same for an array; None where some sample has no number."""
    made = array.copy()
    for place, rule in rules:
        column = rule.of_columns(made.T)
        if column is None:
            return None
        made[:, place] = column
    return made


def recognised(headings: Sequence[str], xs: Sequence[Sequence[float]]) -> list[tuple[str, str]]:
    """The name and the formula of each input that a table heads so: `area = x1*x2`, or `x1*x2`.

    The formula is empty for any other heading, and where a number is not the one of the formula.
    """
    parts = [heading.rpartition(" = ") for heading in headings]
    names = [name or text for name, _, text in parts]
    found = []
    for place, (name, _, text) in enumerate(parts):
        is_formula = name or not text.isidentifier()
        if is_formula and _computes(text, names, place, xs):
            found.append((names[place], text))
        else:
            found.append((headings[place], ""))
    return found


def _computes(text: str, names: Sequence[str], place: int, xs: Sequence[Sequence[float]]) -> bool:
    try:
        rule = Formula(text, names)
        reads_others = bool(rule.used) and max(rule.used) < place
        return reads_others and all(rule(x) == x[place] for x in xs)
    except ValueError:
        return False


def name_for(formula: str, others: Sequence[str]) -> str:
    """The name of an input that is computed: its formula, told from the names of other columns.

    A formula that is nothing but a name would hide the column that it reads.
    """
    text = formula.strip()
    return "" if text.isidentifier() else distinct_names([*others, text])[-1]


def with_names(
    formulas: Sequence[str],
    names: Sequence[str],
    others: Sequence[str],
    place_of: Callable[[int], int] = int,
) -> list[str]:
    """The formulas once inputs have other names: they read the same columns as before.

    place_of: where a column stands then. Raises ValueError where a column can't be written.
    """

    def write(name: str, place: int) -> str:
        now = place_of(place)
        called = (others[now], name) if name == names[place] else (name, others[now])
        for each in (*called, f"x{now + 1}"):
            if _writes(each, now, others):
                return each
        raise ValueError(f"a formula reads {name}, which could not be written any more")

    written = list(formulas)
    for place, rule in rules_of(formulas, names):
        written[place] = rule.rewritten(write)
    return written


def without_place(
    formulas: Sequence[str], names: Sequence[str], others: Sequence[str], place: int
) -> list[str]:
    """The formulas once an input is gone. others: the names of those that are left.

    Raises ValueError where one of them reads that input.
    """
    for other, rule in rules_of(formulas, names):
        if place in rule.used and other != place:
            raise ValueError(
                f"“{rule.text}” is computed from {names[place]}: remove that input first"
            )
    left = [text if other != place else "" for other, text in enumerate(formulas)]
    left = with_names(left, names, others, lambda each: each - (each > place))
    return left[:place] + left[place + 1 :]


def _writes(name: str, place: int, names: Sequence[str]) -> bool:
    """True where a name in a formula stands for the column at this place."""
    try:
        return name.isidentifier() and Formula(name, names).used == {place}
    except ExpressionError:
        return False


def following(columns: Sequence[str], before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The names of columns; one that is called like its formula follows that. before, after: the
    formulas of the inputs.
    """
    named = list(columns)
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if old and named[place] == old:
            named[place] = new
    return named

"""Computed inputs: columns whose numbers follow by a formula from those of other inputs."""

from collections.abc import Iterable, Sequence

from micrograd.expression.formula import Formula

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


def computed_rows(rows: Iterable[Sequence[float]], rules: Rules) -> list[list[float]]:
    """Rows that begin with inputs, with all computed ones anew.

    Raises ValueError with the sample where there is no number.
    """
    made = []
    for sample, given in enumerate(rows, start=1):
        row = list(given)
        for place, rule in rules:
            try:
                row[place] = rule(row)
            except ValueError as error:
                raise ValueError(f"sample {sample}: {error}") from None
        made.append(row)
    return made


def without_place(formulas: Sequence[str], names: Sequence[str], place: int) -> list[str]:
    """The formulas once an input is gone: what they read by its place has another place then.

    Raises ValueError where one of them reads that input.
    """
    left = [text for other, text in enumerate(formulas) if other != place]
    for other, rule in rules_of(formulas, names):
        if other == place:
            continue
        if place in rule.used:
            raise ValueError(
                f"“{rule.text}” is computed from {names[place]}: remove that input first"
            )
        left[other - (other > place)] = rule.moved(lambda each: each - (each > place))
    return left

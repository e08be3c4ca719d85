"""The names of a dataset's columns: any text of one line, each of them once."""

from collections.abc import Sequence

# The most letters of a name: so many stand in a tooltip, nobody reads more.
LONGEST_NAME = 200


def usual_names(nin: int, nout: int) -> list[str]:
    """x1, x2, …, then y; or y1, y2, … where there are several targets."""
    inputs = [f"x{i}" for i in range(1, nin + 1)]
    return [*inputs, "y"] if nout == 1 else inputs + [f"y{i}" for i in range(1, nout + 1)]


def whole_names(names: Sequence[str], nin: int, nout: int) -> list[str]:
    """The names of all columns: an empty one becomes the usual one; no names are all empty.

    Raises ValueError where there are too many or too few, where two are the same, and where one
    is too long.
    """
    usual = usual_names(nin, nout)
    if names and len(names) != len(usual):
        raise ValueError(f"{len(names)} names, but there are {len(usual)} columns")
    given = list(map(_one_line, names)) or [""] * len(usual)
    for name in given:
        if len(name) > LONGEST_NAME:
            raise ValueError(f"“{name[:20]}…” has more than {LONGEST_NAME} letters")
        if name and given.count(name) > 1:
            raise ValueError(f"two columns are called “{name}”")
    taken = set(given)
    return [name or _free(other, taken) for name, other in zip(given, usual, strict=True)]


def whole_classes(names: Sequence[str], nout: int) -> list[str]:
    """The names of the two classes of a single target, or none.

    Raises ValueError for any other number of them, where one is empty or too long, or both are the
    same.
    """
    given = list(map(_one_line, names))
    if not given:
        return []
    if nout != 1 or len(given) != 2:
        raise ValueError(f"{len(given)} names of classes, but two belong to a single target")
    if "" in given or given[0] == given[1]:
        raise ValueError("the names of two classes are to be told apart")
    if max(map(len, given)) > LONGEST_NAME:
        raise ValueError(f"the name of a class has more than {LONGEST_NAME} letters")
    return given


def own_names(names: Sequence[str], nin: int, nout: int) -> list[str]:
    """The names with an empty one for each usual one, which then follows its place."""
    pairs = zip(names, usual_names(nin, nout), strict=True)
    return ["" if name == usual else name for name, usual in pairs]


def distinct_names(names: Sequence[str]) -> list[str]:
    """Names that a dataset takes: `a`, then `a (2)` where it is there twice; cut if too long."""
    taken = {""}
    distinct = []
    for name in map(_one_line, names):
        name = name[:LONGEST_NAME]
        end, count = "", 1
        while name and name[: LONGEST_NAME - len(end)] + end in taken:
            count += 1
            end = f" ({count})"
        distinct.append(name[: LONGEST_NAME - len(end)] + end)
        taken.add(distinct[-1])
    return distinct


def _one_line(name: str) -> str:
    """The name without what can't be printed, and with single spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "′"
    return name

"""Code with a line that is wrong on purpose: the wrong line in the place of the right one."""

import re
from collections.abc import Sequence

from micrograd.recipe.fault import Edit, Fault

# What stands before a wrong line.
MARK = "✗"


def with_wrong_lines(
    lines: Sequence[str], edits: Sequence[Edit], is_marked: bool = True
) -> tuple[list[str], list[int], frozenset[int]]:
    """Lines of code with the wrong ones, the index that each had, and which are wrong.

    Of the edits the first one is made that finds its pattern, in every line that has it.
    """
    found = (each for each in edits if any(re.search(each.pattern, line) for line in lines))
    edit = next(found, None)
    shown: list[str] = []
    origins: list[int] = []
    wrong: list[int] = []
    for i, line in enumerate(lines):
        is_edited = edit is not None and re.search(edit.pattern, line) is not None
        made = _edited(line, edit).split("\n") if edit and is_edited else [line]
        # An edit that makes several lines of one leaves one of them as before: it is right. A
        # single one is wrong also where it reads as before, as the sum that should be a mean.
        bad = [is_edited and (new != line or len(made) == 1) for new in made]
        wrong += [len(shown) + j for j, is_bad in enumerate(bad) if is_bad]
        pairs = zip(made, bad, strict=True)
        shown += [_marked(new) if is_marked and is_bad else new for new, is_bad in pairs]
        origins += [i] * len(made)
    return shown, origins, frozenset(wrong if is_marked else ())


def _edited(line: str, edit: Edit) -> str:
    return re.sub(edit.pattern, edit.replacement, line)


def _marked(line: str) -> str:
    """The line with the mark in its indentation, where it has one, so that it is no longer."""
    return f"{MARK}{line[1:]}" if line.startswith("  ") else f"{MARK} {line}"


def is_in_engine(fault: Fault) -> bool:
    """True for a line of the engine, which the training loop only calls."""
    return fault.where in ("backward pass", "start")

"""The runs of a list as a tree: branches stand below the run that they branched off."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from micrograd.runs.run import Run


class TreeRow(NamedTuple):
    """A run in its place. depth: 0 for one that branched off no run of the list.

    branches: the number of runs right below it.
    """

    run: Run
    depth: int
    branches: int


def listed_parents(runs: Sequence[Run]) -> dict[Run, Run | None]:
    """The nearest ancestor of each run that is in the list, too; None where there is none."""
    listed = set(runs)
    nearest: dict[Run, Run | None] = {}
    for run in runs:
        way: list[Run] = []
        each: Run | None = run
        while each is not None and each not in nearest:
            way.append(each)
            each = each.parent
        known = None if each is None else each if each in listed else nearest[each]
        for each in reversed(way):
            nearest[each] = known
            known = each if each in listed else known
    return {run: nearest[run] for run in runs}


def tree_of(runs: Sequence[Run], folded: Collection[Run] = ()) -> list[TreeRow]:
    """The runs in the order of the tree, branches in the order of the list.

    folded: runs whose branches are left out.
    """
    branches: dict[Run | None, list[Run]] = {}
    for run, parent in listed_parents(runs).items():
        branches.setdefault(parent, []).append(run)
    rows: list[TreeRow] = []
    ahead = [(run, 0) for run in reversed(branches.get(None, []))]
    while ahead:
        run, depth = ahead.pop()
        below = branches.get(run, [])
        rows.append(TreeRow(run, depth, len(below)))
        if run not in folded:
            ahead += [(each, depth + 1) for each in reversed(below)]
    return rows

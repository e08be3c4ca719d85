"""Branches stand below the run that they branched off, whatever is deleted or folded."""

from dataclasses import replace

from micrograd.recipe.recipe import Recipe
from micrograd.runs.run import Run, drawn_start
from micrograd.runs.tree import listed_parents, tree_of

START = drawn_start(Recipe())


def branch(number: int, parent: Run | None = None) -> Run:
    return Run(number, replace(START, step=number), parent)


def drawn(runs: list[Run], folded: set[Run] | None = None) -> list[tuple[int, int, int]]:
    """Number, depth and branches of each row."""
    rows = tree_of(runs, folded or set())
    return [(row.run.number, row.depth, row.branches) for row in rows]


def family() -> list[Run]:
    """1 has the branches 2 and 4, 2 has 5; 3 stands alone."""
    first, third = branch(1), branch(3)
    second = branch(2, first)
    return [first, second, third, branch(4, first), branch(5, second)]


def test_branches_follow_their_run_in_the_order_of_the_list() -> None:
    assert drawn(family()) == [(1, 0, 2), (2, 1, 1), (5, 2, 0), (4, 1, 0), (3, 0, 0)]


def test_a_branch_of_a_deleted_run_stands_below_the_next_ancestor() -> None:
    first, second, third, fourth, fifth = family()
    assert drawn([first, third, fourth, fifth]) == [(1, 0, 2), (4, 1, 0), (5, 1, 0), (3, 0, 0)]
    assert drawn([fifth, second]) == [(2, 0, 1), (5, 1, 0)]
    assert listed_parents([fifth, third]) == {fifth: None, third: None}


def test_what_is_below_a_folded_run_is_left_out() -> None:
    runs = family()
    assert drawn(runs, {runs[0]}) == [(1, 0, 2), (3, 0, 0)]
    assert drawn(runs, {runs[1], runs[2]}) == [(1, 0, 2), (2, 1, 1), (4, 1, 0), (3, 0, 0)]


def test_thousands_of_branches_of_branches_are_ordered_at_once() -> None:
    line = [branch(1)]
    for number in range(2, 5001):
        line.append(branch(number, line[-1]))
    assert drawn(line)[-1] == (5000, 4999, 0)
    assert drawn([line[0], line[-1]]) == [(1, 0, 1), (5000, 1, 0)]

"""Names of columns: the usual ones, any text of one line, each of them once, kept by edits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd.data.columns import LONGEST_NAME, distinct_names
from micrograd.data.dataset import Dataset, four_samples

FLOWERS = ["length", "width", "setosa", "virginica"]


def flowers() -> Dataset:
    return Dataset([[5.0, 3.0]], [[1.0, 0.0]], "two", FLOWERS)


def test_columns_have_their_usual_names_or_those_that_are_given():
    assert four_samples().column_names() == ["x1", "x2", "x3", "y"]
    assert Dataset([[1.0]], [[2.0, 3.0]]).column_names() == ["x1", "y1", "y2"]
    assert flowers().column_names() == FLOWERS
    assert flowers().input_names() == FLOWERS[:2]
    named = Dataset.from_rows([[1.0, 2.0, 3.0]], columns=["", "hours", ""])
    assert named.column_names() == ["x1", "hours", "y"]
    assert named.own_names() == ["", "hours", ""]


def test_a_name_is_on_one_line_and_can_be_printed():
    named = Dataset([[1.0]], [2.0], columns=[" a\n\tb\0 ", "\ud800"])
    assert named.column_names() == ["a b", "y"]


def test_a_usual_name_that_another_column_has_is_told_from_it():
    named = Dataset([[1.0, 2.0]], [3.0], columns=["x2", "", "y′"])
    assert named.column_names() == ["x2", "x2′", "y′"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (["a", "b"], "2 names, but there are 3 columns"),
        (["a", "b", "a "], "two columns are called “a”"),
        (["a" * (LONGEST_NAME + 1), "b", "c"], f"more than {LONGEST_NAME} letters"),
    ],
)
def test_names_that_do_not_fit_are_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        Dataset([[1.0, 2.0]], [3.0], columns=columns)


def test_names_do_not_change_what_is_trained_but_what_is_kept():
    named = Dataset(four_samples().xs, four_samples().ys, columns=["a", "b", "c", "d"])
    assert named == four_samples()
    assert not named.is_same(four_samples())
    assert named.is_same(Dataset(named.xs, named.ys, "elsewhere", named.column_names()))


def test_edits_keep_the_names():
    edited = flowers().edited([[1.0, 2.0, 3.0, 4.0]], 2)
    assert edited.column_names() == FLOWERS
    assert flowers().with_targets(1).column_names() == FLOWERS[:3]
    assert flowers().with_targets(3).column_names() == [*FLOWERS, "y3"]
    assert four_samples().with_targets(2).column_names() == ["x1", "x2", "x3", "y1", "y2"]
    assert four_samples().with_targets(2).with_targets(1).column_names() == ["x1", "x2", "x3", "y"]


@given(st.lists(st.text(max_size=8) | st.sampled_from(["a", "a (2)", "b" * 300]), min_size=2))
def test_any_headings_become_names(names):
    distinct = distinct_names(names)
    named = Dataset([[0.0] * (len(names) - 1)], [0.0], columns=distinct)
    own = [name for name in distinct if name]
    assert len({*own}) == len(own)
    assert [*map(str, named.own_names())] == [
        "" if name == usual else name
        for name, usual in zip(distinct, Dataset(named.xs, named.ys).column_names(), strict=True)
    ]


def test_a_heading_that_is_there_twice_is_numbered():
    assert distinct_names(["a", "b", "a", "a (2)", ""]) == ["a", "b", "a (2)", "a (2) (2)", ""]
